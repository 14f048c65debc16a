import { execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Lives } from './lives';

let lives: Lives;
beforeEach(() => (lives = new Lives()));
afterEach(() => lives.remove());

interface Left {
  readonly pid: number;
  readonly directory: string;
  readonly path: string;
  readonly header: Record<string, unknown>;
  readonly state: string;
}

/** What a run has left that really died. */
async function leave(): Promise<Left> {
  const { pid } = await lives.run('dies', ['abort']);
  const directory = join(lives.directory, lives.runs[0]!);
  const path = join(directory, 'last-words.jsonl');
  const [header, state] = readFileSync(path, 'utf8').split('\n') as [string, string];
  return { pid, directory, path, header: JSON.parse(header) as Left['header'], state };
}

function rewrite({ path, header, state }: Left, changes: object, newState = state): void {
  writeFileSync(path, `${JSON.stringify({ ...header, ...changes })}\n${newState}\n`);
}

it.each<[string, (left: Left) => void]>([
  ['is empty', ({ path }) => writeFileSync(path, '')],
  ['is no JSON', ({ path }) => writeFileSync(path, '\u0000\u0001\n\u0002\n')],
  [
    'ends in the midst of the header',
    ({ path, header }) => writeFileSync(path, JSON.stringify(header).slice(0, 90)),
  ],
  ['is nested without end', ({ path }) => writeFileSync(path, '['.repeat(200_000))],
  ['is huge', (left) => rewrite(left, {}, ' '.repeat(1_000_000))],
  ['is of another format', (left) => rewrite(left, { format: 2 })],
  ['means a group of processes', (left) => rewrite(left, { pid: -1 })],
  ['has no pid', (left) => rewrite(left, { pid: '1' })],
  ['has no time', (left) => rewrite(left, { startedAt: 'soon' })],
  ['has a list for an app', (left) => rewrite(left, { app: ['demo'] })],
  [
    'has objects for arguments',
    (left) => rewrite(left, { runtime: { ...(left.header['runtime'] as object), argv: [{}] } }),
  ],
  ['is gone', ({ path }) => unlinkSync(path)],
])('a file that %s is removed without a word', async (_, change) => {
  change(await leave());
  expect(await lives.run('dies')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(lives.files).toEqual([]);
});

it.each<[string, (left: Left, secret: string) => void]>([
  ['a link', ({ path }, secret) => symlinkSync(secret, path)],
  ['a directory', ({ path }) => mkdirSync(path)],
  ['a pipe', ({ path }) => execFileSync('mkfifo', [path])],
])('%s in place of the file is not read', async (_, put) => {
  const left = await leave();
  const secret = join(lives.directory, 'secret');
  writeFileSync(secret, `${JSON.stringify(left.header)}\n${left.state}\n`);
  unlinkSync(left.path);
  put(left, secret);
  expect(await lives.run('dies')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(lives.reports).toEqual([]);
  expect(readFileSync(secret, 'utf8')).toContain('demo');
});

it.each([
  ['was never written', undefined],
  ['was half written', '{"time":1,"context":{"phase":"par'],
  ['is a list', '[1,2]'],
  ['has other types', '{"time":"x","context":[],"progress":7,"workers":{"length":9}}'],
  [
    'has numbers out of range',
    '{"time":1e300,"context":{"worker":{"index":-1,"count":0.5,"threadId":1e400},"attempt":-3}}',
  ],
  [
    'has keys of prototypes',
    '{"__proto__":{"context":{"phase":"x"}},"context":{"__proto__":{"phase":"x"},"constructor":1}}',
  ],
])('a state that %s leaves a report on the death alone', async (_, state) => {
  const left = await leave();
  if (state === undefined) writeFileSync(left.path, `${JSON.stringify(left.header)}\n`);
  else rewrite(left, {}, state);
  await lives.run('dies');
  const [report] = lives.reports;
  expect(report).toMatchObject({ error: { message: `The previous run (pid ${left.pid}) died` } });
  expect(report?.context).toEqual({ spanHierarchy: [] });
  expect(report?.otherWorkers).toBeUndefined();
  expect(Math.abs(Date.parse(report!.time) - Date.now())).toBeLessThan(3_600_000);
  expect(lives.files).toHaveLength(1);
});

it('what is too long for a report is cut', async () => {
  const left = await leave();
  const long = 'x'.repeat(20_000);
  rewrite(
    left,
    {},
    JSON.stringify({ context: { phase: long, currentFile: long, spanHierarchy: [{ name: long }] } }),
  );
  await lives.run('dies');
  expect(JSON.stringify(lives.reports[0]).length).toBeLessThan(20_000);
});

describe('what another host has left', () => {
  const elsewhere = { hostname: 'elsewhere' };

  it('is left to that host', async () => {
    rewrite(await leave(), elsewhere);
    expect(await lives.run('dies')).toMatchObject({ stderr: '' });
    expect(lives.runs).toHaveLength(1);
  });

  it('is removed after 30 days', async () => {
    const left = await leave();
    rewrite(left, elsewhere);
    const longAgo = Date.now() / 1_000 - 31 * 24 * 3_600;
    utimesSync(left.path, longAgo, longAgo);
    expect(await lives.run('dies')).toMatchObject({ stderr: '' });
    expect(lives.files).toEqual([]);
  });
});

describe('a pid', () => {
  it('that was given to another process since is no sign of life', async () => {
    rewrite(await leave(), { pid: process.pid });
    await lives.run('dies');
    expect(lives.reports).toMatchObject([{ runtime: { pid: process.pid } }]);
  });

  it('that was given to the very process that looks is none either', async () => {
    const { header, directory } = await leave();
    await lives.run('own-pid', [JSON.stringify({ ...header, app: { name: 'demo' } })]);
    expect(lives.reports).toHaveLength(2);
    expect(readdirSync(lives.directory)).not.toContain(directory);
  });

  it('of the process that looks is one where it is about that process', async () => {
    const { header } = await leave();
    await lives.run('own-pid', [JSON.stringify(header), 'same']);
    expect(lives.reports).toHaveLength(1);
  });

  it('of a process that has ended and whose parent does not care is none', async () => {
    const program = join(__dirname, 'programs/dies.cjs');
    const parent = spawn('sh', ['-c', '"$0" "$1" abort & exec sleep 60', process.execPath, program], {
      env: { PATH: process.env['PATH'], REPORT_DIR: lives.directory },
      stdio: 'ignore',
    });
    for (let run = 0; run < 50 && lives.reports.length === 0; run++) await lives.run('dies');
    parent.kill();
    expect(lives.reports).toMatchObject([{ context: { currentFile: 'src/x.ts' } }]);
  });
});

describe('a diagnostic report of Node', () => {
  const write = ({ directory, pid }: Left, more: object, number = 1) =>
    writeFileSync(
      join(directory, `report.20261123.215756.${pid}.0.00${number}.json`),
      JSON.stringify({
        header: { processId: pid, trigger: 'FatalError', event: 'it is over', dumpEventTimeStamp: '9e99' },
        ...more,
      }),
    );

  it('gives the report its stack and its place', async () => {
    const left = await leave();
    const file = join(String(left.header['cwd']), 'src/parse.js');
    write(left, {
      javascriptStack: { stack: [`at parse (${file}:3:7)`, 7, 'Unavailable.'] },
      javascriptHeap: { usedMemory: -1, memoryLimit: 5 },
    });
    await lives.run('dies');
    const [report] = lives.reports;
    const message = `The previous run (pid ${left.pid}) died while parsing src/x.ts: it is over`;
    expect(report?.error).toEqual({
      name: 'PreviousRunDied',
      message,
      stack: `PreviousRunDied: ${message}\n    at parse (${file}:3:7)`,
    });
    expect(report?.location).toEqual({ file: 'src/parse.js', line: 3, column: 7 });
    expect(report?.previousRun?.nodeReport).toEqual({
      trigger: 'FatalError',
      event: 'it is over',
      heapLimit: 5,
    });
    expect(lives.runs).toEqual([]);
  });

  it.each([
    ['is no JSON', '{"header":'],
    ['is a list', '[]'],
    ['is of another process', JSON.stringify({ header: { processId: 1, trigger: 'OOMError', event: 'x' } })],
    ['is huge', ' '.repeat(17_000_000)],
  ])('that %s is removed without a word', async (_, text) => {
    const { directory, pid } = await leave();
    writeFileSync(join(directory, `report.20261123.215756.${pid}.0.001.json`), text);
    await lives.run('dies');
    expect(lives.reports[0]).toMatchObject({
      error: { message: expect.stringMatching(/src\/x\.ts$/) as unknown },
    });
    expect(lives.reports[0]?.previousRun).not.toHaveProperty('nodeReport');
    expect(lives.runs).toEqual([]);
  });

  it('that the program asked for stays', async () => {
    const left = await leave();
    write(left, { header: { processId: left.pid, trigger: 'API', event: 'JavaScript API' } });
    await lives.run('dies');
    expect(lives.reports[0]?.previousRun).not.toHaveProperty('nodeReport');
    expect(readdirSync(left.directory)).toEqual([expect.stringMatching(/^report\./)]);
  });

  it('that the user has set up is read and stays', async () => {
    const own = mkdtempSync(join(lives.directory, 'own-'));
    const execArgv = ['--report-on-fatalerror', `--report-directory=${own}`, '--max-old-space-size=40'];
    await lives.run('dies', ['oom'], { execArgv });
    await lives.run('dies');
    expect(lives.reports[0]?.previousRun?.nodeReport).toMatchObject({ trigger: 'OOMError' });
    expect(lives.runs).toEqual([]);
    expect(readdirSync(own)).toHaveLength(1);
  });
});
