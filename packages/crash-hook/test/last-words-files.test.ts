import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
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
import type { Life } from './lives';

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

// One death is enough: what it has left is copied.
const death = new Lives();
let dead: Life;
beforeAll(async () => (dead = await death.run('dies', ['abort'])));
afterAll(() => death.remove());

/** What a run has left that really died; several lie side by side. */
function leave(): Left {
  const [name] = death.runs;
  const directory = join(lives.directory, `${name}${lives.runs.length}`);
  cpSync(join(death.directory, name!), directory, { recursive: true });
  const path = join(directory, 'last-words.jsonl');
  const [header, state] = readFileSync(path, 'utf8').split('\n') as [string, string];
  return { pid: dead.pid, directory, path, header: JSON.parse(header) as Left['header'], state };
}

function rewrite({ path, header, state }: Left, changes: object, newState = state): void {
  writeFileSync(path, `${JSON.stringify({ ...header, ...changes })}\n${newState}\n`);
}

const brokenFiles: readonly (readonly [what: string, breaks: (left: Left) => void])[] = [
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
];

it('files that say nothing, or nothing of use, are removed without a word', async () => {
  const left = brokenFiles.map(([what, breaks]) => {
    const run = leave();
    breaks(run);
    return { what, directory: run.directory };
  });
  expect(await lives.run('dies')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(left.filter(({ directory }) => existsSync(directory))).toEqual([]);
  expect(lives.files).toEqual([]);
});

it('a link, a directory or a pipe in place of the file is not read', async () => {
  const secret = join(lives.directory, 'secret');
  const puts = [
    (path: string) => symlinkSync(secret, path),
    (path: string) => mkdirSync(path),
    (path: string) => execFileSync('mkfifo', [path]),
  ];
  for (const put of puts) {
    const { path, header, state } = leave();
    writeFileSync(secret, `${JSON.stringify(header)}\n${state}\n`);
    unlinkSync(path);
    put(path);
  }
  expect(await lives.run('dies')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(lives.reports).toEqual([]);
  expect(readFileSync(secret, 'utf8')).toContain('demo');
});

const brokenStates: readonly (readonly [what: string, state: string | undefined])[] = [
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
];

it('states that say nothing, or nothing of use, leave reports on the deaths alone', async () => {
  for (const [, state] of brokenStates) {
    const left = leave();
    if (state === undefined) writeFileSync(left.path, `${JSON.stringify(left.header)}\n`);
    else rewrite(left, {}, state);
  }
  await lives.run('dies');
  expect(lives.files).toHaveLength(brokenStates.length);
  for (const { error, context, otherWorkers, time } of lives.reports) {
    expect(error.message).toBe(`The previous run (pid ${dead.pid}) died`);
    expect(context).toEqual({ spanHierarchy: [] });
    expect(otherWorkers).toBeUndefined();
    expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(3_600_000);
  }
});

it('what is too long for a report is cut', async () => {
  const left = leave();
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
    rewrite(leave(), elsewhere);
    expect(await lives.run('dies')).toMatchObject({ stderr: '' });
    expect(lives.runs).toHaveLength(1);
  });

  it('is removed after 30 days', async () => {
    const left = leave();
    rewrite(left, elsewhere);
    const longAgo = Date.now() / 1_000 - 31 * 24 * 3_600;
    utimesSync(left.path, longAgo, longAgo);
    expect(await lives.run('dies')).toMatchObject({ stderr: '' });
    expect(lives.files).toEqual([]);
  });
});

describe('a pid', () => {
  it('that was given to another process since is no sign of life', async () => {
    rewrite(leave(), { pid: process.pid });
    await lives.run('dies');
    expect(lives.reports).toMatchObject([{ runtime: { pid: process.pid } }]);
  });

  it('that was given to the very process that looks is none either', async () => {
    const { header, directory } = leave();
    await lives.run('own-pid', [JSON.stringify({ ...header, app: { name: 'demo' } })]);
    expect(lives.reports).toHaveLength(2);
    expect(readdirSync(lives.directory)).not.toContain(directory);
  });

  it('of the process that looks is one where it is about that process', async () => {
    const { header } = leave();
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
    const left = leave();
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

  it('that says nothing, or nothing of use, is removed without a word', async () => {
    const texts = [
      '{"header":',
      '[]',
      JSON.stringify({ header: { processId: 1, trigger: 'OOMError', event: 'x' } }),
      ' '.repeat(17_000_000),
    ];
    for (const text of texts) {
      const { directory, pid } = leave();
      writeFileSync(join(directory, `report.20261123.215756.${pid}.0.001.json`), text);
    }
    await lives.run('dies');
    expect(lives.reports.map(({ error, previousRun }) => [error.message, previousRun?.nodeReport])).toEqual(
      texts.map(() => [expect.stringMatching(/src\/x\.ts$/), undefined]),
    );
    expect(lives.runs).toEqual([]);
  });

  it('that the program asked for stays', async () => {
    const left = leave();
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
