import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const read = (path: string) => readFileSync(join(root, path), 'utf8');

const pages = [
  'README.md',
  'docs/architecture.md',
  ...readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
];

describe('README.md', () => {
  it('quotes its examples as they are run', () => {
    const quotes = [...read('README.md').matchAll(/<!-- (docs\/examples\/\S+) -->\n\n```ts\n(.*?)```/gs)];
    expect(quotes.map(([, path]) => path)).toEqual([
      'docs/examples/first-page/complexity-analyzer.ts',
      'docs/examples/first-page/main.ts',
    ]);
    for (const [, path = '', text] of quotes) expect(text).toBe(read(path));
  });

  const commands = [...read('README.md').matchAll(/```sh\n(.*?)```/gs)]
    .flatMap(([, text = '']) => text.trim().split('\n'))
    .filter((command) => command !== 'npm test');

  it('has commands to try', () => {
    expect(commands).toContain('npm start');
    expect(commands.length).toBeGreaterThanOrEqual(5);
  });

  it.each(commands)('has a command that works: %s', (command) => {
    const { status, stdout } = spawnSync(command, { cwd: root, shell: true, encoding: 'utf8' });
    expect(status).toBe(command.includes('--fault') ? 1 : 0);
    expect(stdout).toMatch(/findings|"summary"|Usage/);
  });
});

describe('the first program', () => {
  it('runs its class in workers and prints findings and spans', () => {
    const program = join(root, 'docs/examples/dist/first-page/main.js');
    const files = ['main.ts', 'complexity-analyzer.ts'].map((name) =>
      join(root, 'docs/examples/first-page', name),
    );
    const large = join(root, 'packages/context/src/carrier.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...files, large], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`path: '${large}'`);
    expect(stdout).toContain('unified_analysis × 1\n  process_file × 3\n  ComplexityAnalyzer.score × 3');
  });
});

it.each(pages)('%s links only to what is there', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
  const missing = links.filter(
    (link) => !/^https?:/.test(link) && !existsSync(resolve(root, dirname(page), link)),
  );
  expect(missing).toEqual([]);
});
