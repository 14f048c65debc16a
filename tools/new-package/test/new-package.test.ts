import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const parent = realpathSync(mkdtempSync(join(tmpdir(), 'new-package-')));
const workspace = join(parent, 'workspace');

// What the generator and the tools of a package read. Dependencies lie one folder above, the workspace's own inside.
const SKELETON = [
  'package.json',
  'nx.json',
  'tsconfig.base.json',
  'eslint.config.mjs',
  '.prettierrc.json',
  '.prettierignore',
  'LICENSE',
  'tools/jest',
  'tools/new-package',
  'packages/context',
  'packages/decorators/package.json',
];

beforeAll(() => {
  for (const path of SKELETON) {
    cpSync(join(root, path), join(workspace, path), {
      recursive: true,
      filter: (from) => !from.includes('.test-results'),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(parent, 'node_modules'), 'junction');
  mkdirSync(join(workspace, 'node_modules/@threadspan'), { recursive: true });
  link('context', 'packages/context');
  link('new-package', 'tools/new-package');
});

afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** As `npm install` does. */
function link(name: string, folder: string): void {
  symlinkSync(join(workspace, folder), join(workspace, 'node_modules/@threadspan', name), 'junction');
}

function run(folder: string, script: string, ...args: string[]) {
  // Without what an Nx around this one says about itself.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_')));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: join(workspace, folder),
    encoding: 'utf8',
    env: { ...env, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: workspace, FORCE_COLOR: undefined },
  });
  return { status, output: stdout + stderr };
}

const generate = (...args: string[]) =>
  run('.', 'node_modules/nx/dist/bin/nx.js', 'generate', '@threadspan/new-package:package', ...args);

type Manifest = Record<'dependencies' | 'devDependencies' | 'exports', Record<string, unknown>> &
  Record<string, unknown>;

const readManifest = (folder: string) =>
  JSON.parse(readFileSync(join(workspace, folder, 'package.json'), 'utf8')) as Manifest;

describe('a new package', () => {
  const folder = 'packages/log-lines';
  const DESCRIPTION = 'One "line" of log & more for each <file>.';
  let generated: ReturnType<typeof run>;
  beforeAll(() => {
    generated = generate('log-lines', '--description', DESCRIPTION);
    link('log-lines', folder);
  });

  it('comes with what is to be done next', () => {
    expect(generated).toMatchObject({ status: 0, output: expect.stringContaining('npm install') });
    expect(generated.output).toContain('@threadspan/log-lines is in packages/log-lines');
  });

  it('shares with its siblings all that is not its own', () => {
    const { name, description, keywords, exports, dependencies, devDependencies, ...shared } =
      readManifest(folder);
    expect({ name, description, dependencies }).toEqual({
      name: '@threadspan/log-lines',
      description: DESCRIPTION,
      dependencies: {
        '@threadspan/context': readManifest('packages/decorators').dependencies['@threadspan/context'],
      },
    });
    expect(Object.keys(exports)).toEqual(['.', './package.json']);
    expect(Object.keys(devDependencies)).toEqual(['@opentelemetry/api']);
    const model = JSON.parse(
      JSON.stringify(readManifest('packages/context')).replaceAll('packages/context', folder),
    );
    expect(model).toMatchObject({ ...shared, ...(keywords ? { keywords } : {}) });
    expect(Object.keys(readManifest(folder))).toEqual(expect.arrayContaining(Object.keys(model)));
  });

  it('is described in its README as in its manifest', () => {
    const readme = readFileSync(join(workspace, folder, 'README.md'), 'utf8');
    expect(readme.split('\n')[2]).toBe(DESCRIPTION);
  });

  it('has a changelog that begins with its version', () => {
    const changelog = readFileSync(join(workspace, folder, 'CHANGELOG.md'), 'utf8');
    expect(changelog.split('\n')[0]).toBe(`## ${readManifest(folder)['version'] as string}`);
  });

  it.each(['README.md', 'LICENSE', 'src/index.ts', 'test/types/log-lines.ts'])('has a file %s', (path) => {
    expect(existsSync(join(workspace, folder, path))).toBe(true);
  });

  it.each([
    ['builds', folder, 'node_modules/typescript/bin/tsc', ['-p', '.']],
    ['has sound types in its tests', folder, 'node_modules/typescript/bin/tsc', ['-p', 'test']],
    ['passes its own tests', folder, 'tools/jest/run.mjs', []],
    ['is clean to eslint', '.', 'node_modules/eslint/bin/eslint.js', [folder]],
    ['is formatted', '.', 'node_modules/prettier/bin/prettier.cjs', ['--check', folder]],
  ])('%s', (_, cwd, script, args) => {
    const { status, output } = run(cwd, script, ...args);
    expect(status === 0 ? '' : output).toBe('');
  });

  it('has a README whose program prints what it says', () => {
    const readme = readFileSync(join(workspace, folder, 'README.md'), 'utf8');
    const [, program = '', printed] = /```ts\n\/\/ main\.ts\n(.*?)```\n\n```\n(.*?)```/s.exec(readme) ?? [];
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: join(workspace, folder),
      encoding: 'utf8',
    });
    expect(stdout).toBe(printed);
  });
});

const KEBAB_CASE = 'Expected the name in kebab-case, as "log-lines", got';
const FUNCTION_NAME = 'Expected a name that its first function can have, got';
const LENGTH = 'Expected a name of at most 202 characters, got 300';
const IS_TAKEN = 'packages/context is: take another name';
const SENTENCE = 'Expected the description to be one sentence in one line, with a full stop';

interface Refusal {
  readonly refusal?: string;
  readonly written: number;
}

describe('what is refused', () => {
  const rows = [
    ...['LogLines', 'log_lines', '../log', 'log-', 'log--lines', '2-logs'].map(
      (name) => [{ name }, `${KEBAB_CASE} "${name}"`] as const,
    ),
    ...['delete', 'await', 'index', 'errors', 'with-span'].map(
      (name) => [{ name }, `${FUNCTION_NAME} "${name}"`] as const,
    ),
    [{ name: 'a'.repeat(300) }, LENGTH] as const,
    [{ name: 'context' }, IS_TAKEN] as const,
    ...['No full stop', 'Two.\nLines, with a full stop.', ''].map(
      (description) => [{ name: 'log-words', description }, SENTENCE] as const,
    ),
  ];
  let seen: Refusal[];

  // In one process: it takes nx seconds to get as far as the generator.
  beforeAll(() => {
    const sound = { name: 'log-words', description: 'One line for each of the words.' };
    const { output } = run(
      '.',
      'tools/new-package/test/refusals.cjs',
      JSON.stringify([...rows.map(([options]) => options), sound]),
    );
    seen = JSON.parse(output) as Refusal[];
  });

  it.each(rows.map((row, position) => [...row, position] as const))(
    '%j, before anything is written',
    (_, reason, position) => {
      expect(seen[position]).toEqual({ refusal: expect.stringContaining(reason), written: 0 });
    },
  );

  it('is not what is sound', () => {
    expect(seen.at(-1)).toEqual({ written: expect.any(Number) });
    expect(seen.at(-1)?.written).toBeGreaterThan(5);
  });

  it('is told by nx without a stack', () => {
    const { status, output } = generate('--name', 'LogLines');
    expect(status).toBe(1);
    expect(output).toContain(`${KEBAB_CASE} "LogLines"`);
    expect(output).not.toMatch(/^\s+at /m);
  });
});
