import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicEntries } from '../.vitepress/api/public-entries.mjs';
import { root } from './run-example.ts';

const folder = mkdtempSync(join(tmpdir(), 'api-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Generates the reference of a package `sample` that is this one module, in a process of its own. */
function generate(source: string): { status: number | null; said: string } {
  const file = join(folder, 'index.ts');
  const tsconfig = join(folder, 'tsconfig.json');
  writeFileSync(file, source);
  writeFileSync(join(folder, 'package.json'), '{ "name": "sample" }');
  writeFileSync(
    tsconfig,
    '{ "compilerOptions": { "module": "node16", "types": [] }, "files": ["index.ts"] }',
  );
  const generator = new URL('../.vitepress/api/generate.mjs', import.meta.url).href;
  const options = { entries: [{ owner: 'sample', name: 'sample', file }], tsconfig };
  const program = `import { generateApi } from ${JSON.stringify(generator)};
    await generateApi(${JSON.stringify(join(folder, 'api'))}, ${JSON.stringify(options)});`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

describe('the API reference', () => {
  it('has what docstrings say, by name', () => {
    expect(generate('/** Says when. */\nexport function now(): number {\n  return Date.now();\n}\n')).toEqual(
      {
        status: 0,
        said: '',
      },
    );
    const page = readFileSync(join(folder, 'api/sample.md'), 'utf8');
    expect(page).toMatch(/^# sample\n/);
    expect(page).toMatch(/### now\(\).*function now\(\): number;.*Says when\./s);
  });

  it('is not made of names without docstrings, of types that are not exported, of links that lead nowhere', () => {
    const { status, said } = generate(`
      export const undocumented = 42;
      /** Counts. */
      export interface Counter { next(): number }
      interface Inner { a: 1 }
      /** Takes it: see {@link nowhere}. */
      export function take(_: Inner): void {}
    `);
    expect(status).toBe(1);
    expect(said).toContain('undocumented (Variable)');
    expect(said).toContain('Counter.next (CallSignature)');
    expect(said).toContain('Inner, defined in');
    expect(said).toContain('"nowhere"');
    expect(said).toContain('Expected every public name to be documented');
  });

  it('leaves out what is internal, as the declarations do', () => {
    const { status, said } = generate(`
      /** Counts. */
      export class Counter {
        /** Which number comes next. */
        next(): number { return 1 }
        /** @internal */
        reset(): void {}
      }
    `);
    expect({ status, said }).toEqual({ status: 0, said: '' });
    const page = readFileSync(join(folder, 'api/sample.md'), 'utf8');
    expect(page).toContain('Which number comes next.');
    expect(page).not.toContain('reset');
  });

  it('covers the entry points of every package', () => {
    const names = publicEntries().map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['@threadspan/context', '@threadspan/context/ports', '@threadspan/testing']),
    );
  });
});
