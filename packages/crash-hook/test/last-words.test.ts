import { relative } from 'node:path';
import { nodes } from '@threadspan/nodes';
import { countBoxes, runInLanes } from './run-program';
import { Lives } from './lives';
import type { Life, LifeOptions } from './lives';

let lives: Lives;
beforeEach(() => (lives = new Lives()));
afterEach(() => lives.remove());

const inFile = {
  phase: 'parsing',
  currentFile: 'src/x.ts',
  progress: { processed: 2, failed: 0, total: 9 },
  spanHierarchy: [
    { name: 'unified_analysis' },
    { name: 'process_file', attributes: { 'file.path': 'src/x.ts' } },
  ],
};

const DEATHS = [
  {
    title: 'by memory that is used up',
    how: 'oom',
    signal: 'SIGABRT',
    what: ' while parsing src/x.ts: JavaScript heap out of memory',
  },
  { title: 'by process.abort()', how: 'abort', signal: 'SIGABRT', what: ' while parsing src/x.ts' },
  { title: 'by a crash in native code', how: 'segfault', signal: 'SIGSEGV', what: ' while parsing src/x.ts' },
  { title: 'by SIGKILL', how: 'waits', signal: 'SIGKILL', what: ' while parsing src/x.ts' },
];
const AMID_WORK = ['oom', 'abort', 'waits'];

describe.each(nodes)('on Node $major, a death', ({ path: node }) => {
  // Each run dies where no other one is; then all of them lie there for the next one.
  const all = new Lives();
  const alone = new Map<string, Life>();
  const amidWork = new Map<string, Life>();
  let next: Life;
  beforeAll(async () => {
    const options: LifeOptions = {
      node,
      execArgv: ['--max-old-space-size=40'],
      onReady: (child) => child.kill('SIGKILL'),
    };
    for (const { how } of DEATHS) alone.set(how, await all.take('dies', [how], options));
    for (const how of AMID_WORK) amidWork.set(how, await all.take('dies-with-workers', [how], options));
    expect(all).toMatchObject({ runs: { length: 7 }, reports: [] });
    next = await all.run('dies', [], { node });
  });
  afterAll(() => all.remove());

  const reportOn = ({ pid }: Life) => {
    const [report, ...more] = all.reports.filter(({ runtime }) => runtime.pid === pid);
    expect(more).toEqual([]);
    return report;
  };

  it.each(DEATHS)('$title is reported by the next run', ({ how, signal, what }) => {
    const dead = alone.get(how)!;
    expect(dead).toMatchObject({ status: null, signal });
    const report = reportOn(dead);
    const message = `The previous run (pid ${dead.pid}) died${what}`;
    expect(report?.error).toMatchObject({ name: 'PreviousRunDied', stack: '', message });
    expect(report?.context).toEqual(inFile);
    expect(report?.app).toEqual({ name: 'demo', version: '1.0.0' });
    expect(report?.runtime).toMatchObject({ pid: dead.pid, argv: expect.arrayContaining([how]) as unknown });
    const { previousRun, time } = report!;
    expect(previousRun).toMatchObject({ pid: dead.pid, lastSeen: time });
    expect(Date.parse(previousRun!.startedAt)).toBeLessThanOrEqual(Date.parse(time));
  });

  it('is reported once, and by no other run', async () => {
    expect(next).toMatchObject({ status: 0, stdout: 'onReport: PreviousRunDied\n'.repeat(7) });
    expect(countBoxes(next.stderr)).toBe(7);
    expect(all).toMatchObject({ runs: [], reports: { length: 7 }, files: { length: 7 } });
    const last = await all.run('dies', [], { node });
    expect(last).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(all.files).toHaveLength(7);
  });

  it('has what Node itself knows of it', () => {
    expect(reportOn(alone.get('oom')!)?.previousRun?.nodeReport).toEqual({
      trigger: 'OOMError',
      event: 'Allocation failed - JavaScript heap out of memory',
      usedHeap: expect.any(Number) as unknown,
      heapLimit: expect.any(Number) as unknown,
    });
  });

  it.each(AMID_WORK)('amid the work of an executor has its workers: %s', (how) => {
    const report = reportOn(amidWork.get(how)!);
    expect(report?.context).toMatchObject({ phase: 'debt_scoring' });
    expect(report?.otherWorkers).toMatchObject([
      { phase: 'debt_scoring', currentFile: 'src/a.ts', worker: { index: 1, count: 2 } },
      { phase: 'debt_scoring', currentFile: 'src/b.ts', worker: { index: 2, count: 2 } },
    ]);
  });
});

describe('what is known of a death', () => {
  const all = new Lives();
  const dead = new Map<string, Life>();
  beforeAll(async () => {
    const hows = ['late', 'left', 'concurrent', 'deep', 'overflows'];
    const lives = runInLanes(hows, (how) => all.take('dies', [how]));
    for (const [index, how] of hows.entries()) dead.set(how, await lives[index]!);
    await all.run('dies');
  });
  afterAll(() => all.remove());

  const contextOf = (how: string) =>
    all.reports.find(({ runtime }) => runtime.pid === dead.get(how)?.pid)?.context;

  it('is what began last, however much came before it', () => {
    expect(contextOf('late')).toMatchObject({ phase: 'parsing', currentFile: 'long.ts' });
  });

  it('is what goes on, not what was left', () => {
    expect(contextOf('left')).toMatchObject({ currentFile: 'src/x.ts' });
  });

  it('is what is still open of what was begun at once', () => {
    expect(contextOf('concurrent')?.currentFile).toBe('second.ts');
  });

  it('is both ends of a hierarchy that is too large for the file', () => {
    const { phase, currentFile, spanHierarchy } = contextOf('deep')!;
    expect({ phase, currentFile }).toEqual({ phase: 'parsing', currentFile: 'src/x.ts' });
    const names = spanHierarchy.map(({ name }) => name.split(' ')[0]);
    expect(names.slice(0, 3)).toEqual(['unified_analysis', 'process_file', '300']);
    expect(names.slice(-3)).toEqual(['3', '2', '1']);
    expect(spanHierarchy).toContainEqual({ name: '… 287 spans …', omitted: 287 });
  });

  it('is not lost where the stack ends', () => {
    expect(contextOf('overflows')?.currentFile).toBe('after.ts');
  });

  it('is redacted by the rules of the run that reports it', async () => {
    await lives.run('dies', ['abort']);
    const { stderr } = await lives.run('dies', [], { env: { REDACT: 'src/' } });
    const [report] = lives.reports;
    expect(stderr).toContain('<hidden>x.ts');
    expect(JSON.stringify([stderr, report])).not.toContain('src/x.ts');
    expect(report?.context.spanHierarchy[1]?.attributes).toEqual({ 'file.path': '<hidden>x.ts' });
  });
});

describe('no death is reported', () => {
  it.each([
    ['a run that ends by itself', 'returns', 0],
    ['a call of process.exit()', 'exits', 3],
  ])('after %s', async (_, how, status) => {
    expect(await lives.run('dies', [how])).toMatchObject({ status, stderr: '' });
    expect(lives.files).toEqual([]);
  });

  it('after a crash that was reported', async () => {
    expect(await lives.run('dies', ['throws'])).toMatchObject({ status: 1 });
    expect(lives).toMatchObject({ runs: [], reports: [{ error: { message: 'boom' } }] });
    expect(await lives.run('dies')).toMatchObject({ stdout: '', stderr: '' });
  });

  it('after a run that goes to another directory, of which a relative `reportDir` is not meant', async () => {
    const env = { REPORT_DIR: relative(process.cwd(), lives.directory) };
    expect(await lives.run('dies', ['moves'], { env })).toMatchObject({ status: 0, stderr: '' });
    expect(lives.files).toEqual([]);
  });

  it('of a run that went on without the hook', async () => {
    expect(await lives.run('dies', ['uninstalls'])).toMatchObject({ signal: 'SIGABRT' });
    expect(lives.files).toEqual([]);
  });

  it('of a run that is alive', async () => {
    let other: Promise<unknown> | undefined;
    await lives.run('dies', ['waits'], {
      onReady: (child) => (other = lives.run('dies').then(() => child.kill('SIGKILL'))),
    });
    await other;
    expect(lives).toMatchObject({ reports: [], runs: [expect.any(String)] });
  });

  it('by another program', async () => {
    const { pid } = await lives.run('dies', ['abort']);
    expect(await lives.run('dies', [], { env: { APP: 'other' } })).toMatchObject({ stderr: '' });
    expect(lives).toMatchObject({ reports: [], runs: [expect.stringContaining(String(pid))] });
  });
});

it('several programs that start at once report a death once', async () => {
  await Promise.all([lives.run('dies', ['abort']), lives.run('dies', ['abort'])]);
  await Promise.all(Array.from({ length: 6 }, () => lives.run('dies')));
  expect(new Set(lives.reports.map(({ runtime }) => runtime.pid)).size).toBe(2);
  expect(lives).toMatchObject({ runs: [], reports: { length: 2 } });
});
