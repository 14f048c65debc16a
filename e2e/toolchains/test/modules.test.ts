import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { runPool, works } from './run-pool';

// One program and its analyzer in both module formats, in a folder with a name that is hard to write as a URL.

const pool = join(__dirname, '../src/pool');
const folder = join(__dirname, "../dist/a folder, 100% 'größer' #1 漢字?");
const formats = { cjs: ts.ModuleKind.CommonJS, mjs: ts.ModuleKind.ESNext } as const;
type Format = keyof typeof formats;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const format of ['cjs', 'mjs'] as const) {
    for (const name of ['analyzer', 'main']) {
      const { outputText } = ts.transpileModule(readFileSync(join(pool, `${name}.ts`), 'utf8'), {
        fileName: join(pool, `${name}.ts`),
        compilerOptions: {
          target: ts.ScriptTarget.ES2022,
          module: formats[format],
          experimentalDecorators: true,
        },
      });
      writeFileSync(file(name, format), outputText.replace('./analyzer.js', `./analyzer.${format}`));
    }
  }
});

const file = (name: string, format: Format) => join(folder, `${name}.${format}`);

const run = async (args: readonly string[]) => (await runPool(args)).outcome;

describe.each<[Format, Format]>([
  ['cjs', 'cjs'],
  ['cjs', 'mjs'],
  ['mjs', 'cjs'],
  ['mjs', 'mjs'],
])('a program in .%s with an analyzer in .%s', (program, analyzer) => {
  it.each([
    ['a path', (path: string) => path],
    ['a URL', (path: string) => pathToFileURL(path).href],
  ])('loads it by %s with spaces and other letters', async (_, name) => {
    expect(await run([file('main', program), name(file('analyzer', analyzer))])).toEqual(works);
  });
});

const mustBeBuilt = {
  code: 'WORKER_START_FAILED',
  message: expect.stringContaining(
    'analyzer.ts in a worker; `module` must be the built file that exports Analyzer',
  ),
  cause: expect.objectContaining({ message: expect.any(String) }),
};

describe('a program under tsx', () => {
  const tsx = ['--import', 'tsx', join(pool, 'main.ts')];

  it('runs a built module in its workers', async () => {
    expect(await run([...tsx, file('analyzer', 'mjs')])).toEqual(works);
  });

  it('runs a TypeScript module in its workers from Node 22 on, and says before that it has to be built', async () => {
    const isFollowed = Number.parseInt(process.versions.node) >= 22;
    expect(await run([...tsx, join(pool, 'analyzer.ts')])).toEqual(isFollowed ? works : mustBeBuilt);
  });

  it('runs a TypeScript module in workers whose own entry loads tsx', async () => {
    const entry = join(__dirname, 'programs/tsx-entry.mjs');
    expect(await run([...tsx, join(pool, 'analyzer.ts'), entry])).toEqual(works);
  });
});

it('says that a module has to be built where Node can not load it', async () => {
  expect(await run([file('main', 'mjs'), join(pool, 'analyzer.ts')])).toEqual(mustBeBuilt);
});
