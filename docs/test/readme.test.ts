import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnalysisPhase } from '@threadspan/context';
import { read, root, runExample } from './run-example.ts';

const packages = readdirSync(join(root, 'packages'));

const pages = [
  'README.md',
  'docs/architecture.md',
  'docs/faults.md',
  'docs/getting-started.md',
  'docs/performance.md',
  'docs/security.md',
  'docs/when-not-to-use-it.md',
  ...readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
  ...readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`),
  ...packages.map((name) => `packages/${name}/README.md`),
  ...['bench', 'faults', 'soak'].map((name) => `tools/${name}/README.md`),
];

describe('README.md', () => {
  const commands = [...read('README.md').matchAll(/```sh\n(.*?)```/gs)]
    .flatMap(([, text = '']) => text.trim().split('\n'))
    .filter((command) => /^npm (--silent )?start/.test(command));

  // Crash reports are saved there.
  const state = mkdtempSync(join(tmpdir(), 'state-'));
  afterAll(() => rmSync(state, { recursive: true }));

  it('has commands to try', () => {
    expect(commands).toContain('npm start');
    expect(commands.length).toBeGreaterThanOrEqual(5);
  });

  it.each(commands)('has a command that works: %s', (command) => {
    const { status, stdout } = spawnSync(command, {
      cwd: root,
      shell: true,
      encoding: 'utf8',
      env: { ...process.env, XDG_STATE_HOME: state },
      maxBuffer: 64 * 1_024 * 1_024,
    });
    expect(status).toBe(command.includes('--fault') ? 1 : 0);
    expect(stdout).toMatch(/findings|"summary"|Usage/);
  });
});

describe('the first program', () => {
  it('prints of its own files what the page says', () => {
    const [, args = '', output] =
      /node dist\/main\.js (.*)\n```\n\n```\n(.*?)```/s.exec(read('README.md')) ?? [];
    const files = args.split(' ').map((name) => `docs/examples/first-page/${name}`);
    expect(runExample('first-page', ...files)).toBe(output);
  });

  it('runs its class in workers and prints findings and spans', () => {
    const folder = mkdtempSync(join(tmpdir(), 'first-page-'));
    const large = join(folder, 'large.ts');
    writeFileSync(large, 'if (Math.random() > 0.5) console.log(1);\n'.repeat(20));
    const files = ['main.ts', 'complexity-analyzer.ts'].map((name) => `docs/examples/first-page/${name}`);
    const printed = runExample('first-page', ...files, large);
    rmSync(folder, { recursive: true });
    expect(printed).toContain(`path: '${large}'`);
    expect(printed).toContain('unified_analysis × 1\n  process_file × 3\n  ComplexityAnalyzer.score × 3');
  });
});

it.each(packages)('the README of %s names all that programs import from it', async (name) => {
  const { default: exported } = (await import(`@threadspan/${name}`)) as { default: object };
  const readme = read(`packages/${name}/README.md`);
  expect(Object.keys(exported).filter((key) => !new RegExp(`\\b${key}\\b`).test(readme))).toEqual([]);
});

it('the README of context lists all phases', () => {
  const readme = read('packages/context/README.md');
  for (const [name, phase] of Object.entries(AnalysisPhase))
    expect(readme).toMatch(new RegExp(`\`${name}\`\\s\\(\`${phase}\`\\)`));
});

const quotes = pages.flatMap((page) =>
  [...read(page).matchAll(/<!-- (docs\/\S+\/\S+)( box)? -->\n\n```(?:[jt]s)?\n(.*?)```/gs)].map(
    ([, path = '', box, text]) => ({ page, path, box, text }),
  ),
);

it.each(quotes)('$page quotes $path as it is run', ({ path, box, text }) => {
  const whole = read(path);
  expect(text).toBe(box ? whole.slice(0, whole.indexOf('╝\n') + 2) : whole);
});

it.each(['README.md', 'docs/index.md'])('%s installs what getting started installs', (page) => {
  const [install = ''] =
    /npm install @threadspan.*\nnpm install @opentelemetry.*\n/.exec(read('docs/getting-started.md')) ?? [];
  expect(install).not.toBe('');
  expect(read(page)).toContain(`\`\`\`sh\n${install}\`\`\``);
});

it('every file of the examples and every crash report is quoted', () => {
  const examples = readdirSync(join(root, 'docs/examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(c?ts|mjs|cjs|txt)$/.test(name) && !name.startsWith('dist'))
    .map((name) => `docs/examples/${name}`);
  const reports = readdirSync(join(root, 'docs/crash-reports'))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => `docs/crash-reports/${name}`);
  const files = [...examples, ...reports];
  expect(
    quotes
      .filter(({ box }) => !box)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(files.sort());
});
