import { statSync } from 'node:fs';
import { join } from 'node:path';
import { nodes } from '@threadspan/nodes';
import { Lives } from './lives';

let lives: Lives;
beforeEach(() => (lives = new Lives()));
afterEach(() => lives.remove());

interface Traces {
  readonly exitListeners: number;
  readonly files: number;
  readonly timers: number;
  readonly report: Readonly<Record<string, unknown>>;
}

async function look(options: object, node?: string, execArgv: string[] = []) {
  const life = await lives.run('traces', [JSON.stringify(options)], { execArgv, ...(node ? { node } : {}) });
  return JSON.parse(life.stdout) as Record<'before' | 'during' | 'after', Traces> & { heard: number };
}

it.each([{}, { lastWords: false }])('the process stays as it is with the options %j', async (options) => {
  const { before, during, after } = await look(options);
  expect(during).toEqual(before);
  expect(after).toEqual(before);
});

it.each(nodes)('with the option, uninstalling restores everything on Node $major', async ({ path }) => {
  const { before, during, after, heard } = await look({ lastWords: true }, path);
  expect(during).toMatchObject({
    exitListeners: before.exitListeners + 1,
    files: 1,
    report: { reportOnFatalError: true, compact: true },
  });
  expect(during.report['directory']).toContain('threadspan-running-');
  for (const name of ['excludeNetwork', 'excludeEnv']) {
    if (before.report[name] !== undefined) expect(during.report[name]).toBe(true);
  }
  expect(after).toEqual(before);
  expect(heard).toBe(2);
});

it.each([
  '--report-on-fatalerror',
  '--report-on-signal',
  '--report-directory=/nowhere',
  '--report-filename=x',
])('what the user has set up with %s stays as it is', async (flag) => {
  const { before, during } = await look({ lastWords: true }, undefined, [flag]);
  expect(during.report).toEqual(before.report);
  expect(during.files).toBe(1);
});

it('keeps what others on the machine should not read from them', async () => {
  await lives.run('dies', ['abort']);
  const [run] = lives.runs;
  expect(statSync(join(lives.directory, run!)).mode & 0o777).toBe(0o700);
  expect(statSync(join(lives.directory, run!, 'last-words.jsonl')).mode & 0o777).toBe(0o600);
});

it('a directory that can not be written is no reason to fail', async () => {
  const life = await lives.run('dies', ['returns'], { env: { REPORT_DIR: join(__filename, 'inside') } });
  expect(life).toMatchObject({ status: 0, stderr: '' });
});
