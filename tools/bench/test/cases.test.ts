import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Report {
  readonly cases: readonly {
    readonly name: string;
    readonly states: readonly {
      readonly results: readonly { readonly name: string; readonly unit: string; readonly median: number }[];
    }[];
  }[];
}

// What a case does is checked in the case: one whose spans get lost, or whose findings differ, ends with an error.
it('spans, files, memory and start do what they should, in each of their ways', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cases-'));
  const json = join(folder, 'figures.json');
  const args = [
    '--silent',
    'run',
    'bench',
    '--',
    'spans',
    'files',
    'memory',
    'start',
    '--quick',
    '--json',
    json,
  ];
  const { status } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  expect(status).toBe(0);
  const { cases } = JSON.parse(readFileSync(json, 'utf8')) as Report;
  rmSync(folder, { recursive: true });
  const results = new Map(cases.map(({ name, states }) => [name, states.map((state) => state.results)]));
  const names = (name: string) => results.get(name)?.map((state) => state.map((result) => result.name));
  expect(names('spans')).toEqual([['plain SDK, inline', '@ProcessFile, inline', '@ProcessFile, 2 workers']]);
  expect(names('files')?.[0]).toEqual(expect.arrayContaining(['inline', 'executor, 2 workers']));
  const [imports, firstResults] = names('start') ?? [];
  expect(imports).toEqual(expect.arrayContaining(['@threadspan/executor', 'piscina']));
  expect(firstResults).toEqual([
    'raw Worker',
    'executor',
    'raw Worker, annotated class',
    'piscina',
    'tinypool',
    'threads.js',
  ]);
  const [few = 0, many = 0] = results.get('memory')?.[0]?.map(({ median }) => median) ?? [];
  // Node alone takes tens of megabytes.
  expect(few).toBeGreaterThan(2e7);
  expect(many).toBeLessThan(few * 10);
}, 180_000);
