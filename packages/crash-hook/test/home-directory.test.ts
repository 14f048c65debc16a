import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSpan } from '@threadspan/context';
import { collectCrashReport } from '@threadspan/crash-hook';
import fc from 'fast-check';
import { runProgram } from './run-program';

const home = homedir();

const messageWith = (HOME: string, text: string) =>
  runProgram('says', { args: [JSON.stringify(text)], env: { HOME, USERPROFILE: HOME } }).reports[0]?.error
    .message;

it('is ~ in every part of a report', () => {
  const file = join(home, 'app', 'a.ts');
  const stack = `Error: at ${file}\n    at run (${file}:1:2)\n    at file://${file}:3:4`;
  const error = Object.assign(new Error(`at ${file}`), { stack, path: file, code: file, name: file });
  error.cause = { file };
  process.argv.push(`--input=${file}`);
  const report = withSpan('x', { attributes: { file, [file]: 1 } }, () => collectCrashReport(error));
  process.argv.pop();
  expect(JSON.stringify(report)).not.toContain(file);
  expect(report.error).toMatchObject({ message: 'at ~/app/a.ts', fields: { path: '~/app/a.ts' } });
  expect(report.error.stack).toBe(
    '~/app/a.ts: at ~/app/a.ts\n    at run (~/app/a.ts:1:2)\n    at ~/app/a.ts:3:4',
  );
  expect(report.location).toEqual({ file: '~/app/a.ts', line: 1, column: 2 });
  expect(report.runtime.argv.at(-1)).toBe('--input=~/app/a.ts');
});

it.each([
  ['/home/ada', '~'],
  ['see /home/ada.', 'see ~.'],
  ['"/home/ada/x", /home//ada/y', '"~/x", ~/y'],
  ['file:///home/ada/x.mjs:1:2', '~/x.mjs:1:2'],
  ['sqlite:///home/ada/x.db', 'sqlite://~/x.db'],
  ['-I/home/ada/include', '-I~/include'],
  ['{"path":"a\\n/home/ada/x"}', '{"path":"a\\n~/x"}'],
  ['\u001b[31m/home/ada/x', '\u001b[31m~/x'],
  ['?file=%2Fhome%2Fada%2Fx', '?file=~%2Fx'],
  ['/home/adam/x /home/ada-2 /home/ada.bak/x /mnt/home/ada/x', undefined],
])('is told from other paths: %s', (text, hidden) => {
  expect(messageWith('/home/ada', text)).toBe(hidden ?? text);
});

it.each([
  ['C:\\Users\\Ada L\\x', '~\\x'],
  ['c:/users/ada l/x', '~/x'],
  ['file:///C:/Users/Ada%20L/x.mjs:1:2', '~/x.mjs:1:2'],
  ['{"path":"C:\\\\Users\\\\Ada L\\\\x"}', '{"path":"~\\\\x"}'],
  ['C:\\Users\\Ada Lovelace\\x', undefined],
])('is known in the forms that Windows has: %s', (text, hidden) => {
  expect(messageWith('C:\\Users\\Ada L', text)).toBe(hidden ?? text);
});

it('is also known by where it really is', () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'threadspan-test-')));
  const link = `${directory}-link`;
  symlinkSync(directory, link);
  try {
    expect(messageWith(link, `${directory}/x ${link}/y`)).toBe('~/x ~/y');
  } finally {
    rmSync(link);
    rmSync(directory, { recursive: true });
  }
});

it.each(['/', '', '.'])('is none when it is %j', (HOME) => {
  expect(messageWith(HOME, '/ /home/ada ./x . ~')).toBe('/ /home/ada ./x . ~');
});

it('is ~ in what is printed beside the report', () => {
  const directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
  try {
    const { stderr } = runProgram('plain', {
      env: { HOME: directory, USERPROFILE: directory, REPORT_DIR: join(directory, 'reports') },
    });
    expect(stderr).toContain('Report saved: ~/reports/threadspan-crash-');
    expect(stderr).not.toContain(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it('is found in any text', () => {
  const around = fc.oneof(fc.constantFrom(' ', '\n', '"', "'", '(', ')', ':', ',', '='), fc.constant(''));
  fc.assert(
    fc.property(fc.string(), around, around, fc.string(), (before, left, right, after) => {
      const text = `${before} ${left}${home}/${right}${after}`;
      expect(collectCrashReport(new Error(text)).error.message).not.toContain(`${home}/`);
    }),
  );
});
