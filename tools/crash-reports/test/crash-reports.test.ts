import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CrashReport } from '@threadspan/crash-hook';
import { breakAnalyzer } from '../break-analyzer.mjs';
import { docs, forms, kinds, pathOf, readReport } from '../files.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url)).slice(0, -1);

// The files of one package: the fault is in one of them, and what it leaves does not depend on how many others there are.
const workspace = mkdtempSync(join(tmpdir(), 'crash-reports-'));
beforeAll(() => {
  const sources = 'packages/context/src';
  cpSync(join(root, sources), join(workspace, sources), { recursive: true });
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** What stays the same from run to run. */
function essence({ app, error, location, context, runtime }: CrashReport) {
  const { phase, currentFile, currentFunction, spanHierarchy, worker, progress } = context;
  const withoutNumbers = (text: string) => text.replace(/\d+/g, '#');
  return {
    app,
    error: { name: error.name, message: withoutNumbers(error.message), code: error.code },
    thrownIn: error.stack
      .split('\n')
      .slice(1, 3)
      .map((line) => basename(withoutNumbers(line))),
    // Absolute where the analyzer is not below the folder it is run in.
    location: location?.file.replace('~/threadspan/', ''),
    context: { phase, currentFile, currentFunction, spans: spanHierarchy.map(({ name }) => name) },
    workers: worker?.count,
    total: typeof progress?.total,
    argv: runtime.argv.slice(2).filter((argument) => argument !== '~/reports'),
  };
}

describe.each(kinds)('the report in the docs on the fault %s', (kind) => {
  it('is what such a fault leaves today', () => {
    expect(essence(breakAnalyzer(kind, workspace))).toEqual(essence(readReport(kind)));
  });

  it.each(Object.entries(forms))('is shown as %s as it is rendered today', (form, render) => {
    expect(readFileSync(pathOf(kind, form), 'utf8')).toBe(render(readReport(kind)));
  });
});

it('the docs have no path of the machine that made them', () => {
  for (const name of readdirSync(docs).filter((file) => !file.endsWith('.png'))) {
    const text = readFileSync(`${docs}/${name}`, 'utf8');
    expect(text).not.toContain(root);
  }
});
