import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const dist = dirname(require.resolve('@threadspan/testing'));

const INSTALLED = [
  '@threadspan/testing',
  '@threadspan/context',
  '@opentelemetry/api',
  '@types/node',
  'undici-types',
];

/** Where Node looks for a package, also for one whose manifest is not exported. */
const folderOf = (name: string) =>
  require.resolve
    .paths(name)!
    .map((path) => join(path, name))
    .find((path) => existsSync(path))!;

const PROGRAM = `
import { expectSpanTree, inMemoryTrace, observe } from '@threadspan/testing';
const trace = inMemoryTrace();
void observe(() => 1, { trace }).then(({ spans }) => expectSpanTree(spans).toBeOneTrace());
`;

describe('the types of the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('compile on their own, in a program without an SDK and without a test runner', () => {
    const modules = join(folder, 'node_modules');
    for (const name of INSTALLED) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(folderOf(name), join(modules, name), 'dir');
    }
    writeFileSync(join(folder, 'main.ts'), PROGRAM);
    const options = {
      target: 'ES2022',
      lib: ['ES2023', 'ESNext.Disposable'],
      module: 'node16',
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      preserveSymlinks: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    const tsc = require.resolve('typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('come from the context and the OpenTelemetry API alone, as does the code', () => {
    const files = readdirSync(dist).filter((name) => /\.(d\.ts|js)$/.test(name));
    const imported = files.flatMap((name) => [
      ...readFileSync(join(dist, name), 'utf8').matchAll(
        /(?:from |import\(|require\()['"]([^.'"][^'"]*)['"]/g,
      ),
    ]);
    expect([...new Set(imported.map(([, specifier]) => specifier))].sort()).toEqual([
      '@opentelemetry/api',
      '@threadspan/context',
      '@threadspan/context/ports',
      'node:assert',
      'node:util',
    ]);
  });
});
