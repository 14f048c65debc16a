import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CrashHookError, readCrashReport, saveCrashReport } from '@threadspan/crash-hook';
import { bareReport, fullReport } from './sample-report';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const errorOf = (fn: () => unknown): unknown => {
  try {
    return fn();
  } catch (error) {
    return error;
  }
};

it('reads back what it saved', () => {
  for (const report of [fullReport, bareReport]) {
    expect(readCrashReport(saveCrashReport(report, directory))).toEqual(report);
  }
});

it('names the file after time and process and lets nobody else read it', () => {
  const path = saveCrashReport(fullReport, directory);
  expect(path).toMatch(/[\\/]threadspan-crash-20260301T120005Z-4242-\d+\.json$/);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('creates the directory', () => {
  expect(statSync(saveCrashReport(fullReport, join(directory, 'a', 'b'))).isFile()).toBe(true);
});

it('says so where a directory can not be made in one that is there', () => {
  expect(() => saveCrashReport(bareReport, '/proc/nowhere/reports')).toThrow(
    expect.objectContaining({ code: 'SAVE_FAILED' }),
  );
});

it('never overwrites a file', () => {
  const taken = Array.from({ length: 20 }, (_, n) => `threadspan-crash-20260301T120005Z-4242-${n}.json`);
  for (const name of taken) writeFileSync(join(directory, name), 'mine');
  saveCrashReport(fullReport, directory);
  saveCrashReport(fullReport, directory);
  expect(readdirSync(directory)).toHaveLength(22);
  for (const name of taken) expect(statSync(join(directory, name)).size).toBe(4);
});

it('says why it could not save', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const error = errorOf(() => saveCrashReport(fullReport, join(file, 'inside')));
  expect(CrashHookError.is(error) && error.code).toBe('SAVE_FAILED');
  expect(String(error)).toContain(join(file, 'inside'));
});

it('says that a file is missing or no JSON', () => {
  const path = join(directory, 'x.json');
  expect(errorOf(() => readCrashReport(path))).toMatchObject({ code: 'REPORT_UNREADABLE' });
  writeFileSync(path, '{');
  expect(errorOf(() => readCrashReport(path))).toMatchObject({ code: 'REPORT_UNREADABLE' });
});

it.each<[string, unknown, string]>([
  ['a list', [], 'Expected `report` to be an object, got an array.'],
  ['another version', { ...bareReport, version: 2 }, 'Expected `version` to be 1, got `2` (number).'],
  ['no error', { ...bareReport, error: undefined }, 'Expected `error` to be an object, got `undefined`.'],
  [
    'a cause without message',
    { ...bareReport, error: { ...bareReport.error, cause: { name: 'E', stack: '' } } },
    'Expected `error.cause.message` to be a string, got `undefined`.',
  ],
  [
    'a context without spans',
    { ...bareReport, context: {} },
    'Expected `context.spanHierarchy` to be an array',
  ],
  [
    'a worker without number',
    { ...fullReport, context: { ...fullReport.context, worker: { index: 'a' } } },
    'Expected `context.worker.index` to be an integer, got `"a"` (string).',
  ],
])('refuses %s', (_, content, message) => {
  const path = join(directory, 'x.json');
  writeFileSync(path, JSON.stringify(content));
  const error = errorOf(() => readCrashReport(path));
  expect(error).toMatchObject({ name: 'CrashHookError', code: 'REPORT_INVALID' });
  expect(String(error)).toContain(message);
});
