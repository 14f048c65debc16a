import { relative } from 'node:path';
import { nodes } from '@threadspan/nodes';
import { countBoxes } from './run-program';
import { Lives } from './lives';

let lives: Lives;
beforeEach(() => (lives = new Lives()));
afterEach(() => lives.remove());

const SMALL_HEAP = ['--max-old-space-size=40'];
const inFile = {
  phase: 'parsing',
  currentFile: 'src/x.ts',
  progress: { processed: 2, failed: 0, total: 9 },
  spanHierarchy: [
    { name: 'unified_analysis' },
    { name: 'process_file', attributes: { 'file.path': 'src/x.ts' } },
  ],
};

describe.each(nodes)('on Node $major, a death', ({ path: node }) => {
  it.each([
    [
      'by memory that is used up',
      'oom',
      'SIGABRT',
      /^ while parsing src\/x\.ts: JavaScript heap out of memory$/,
    ],
    ['by process.abort()', 'abort', 'SIGABRT', /^ while parsing src\/x\.ts$/],
    ['by a crash in native code', 'segfault', 'SIGSEGV', /^ while parsing src\/x\.ts$/],
    ['by SIGKILL', 'waits', 'SIGKILL', /^ while parsing src\/x\.ts$/],
  ])('%s is reported by the next run, and by no other', async (_, how, signal, what) => {
    const dead = await lives.run('dies', [how], {
      node,
      execArgv: SMALL_HEAP,
      onReady: (child) => child.kill('SIGKILL'),
    });
    expect(dead).toMatchObject({ status: null, signal });
    expect(lives).toMatchObject({ runs: [expect.stringContaining(`-${dead.pid}-`)], reports: [] });

    const next = await lives.run('dies', [], { node });
    expect(next).toMatchObject({ status: 0, stdout: 'onReport: PreviousRunDied\n' });
    expect(countBoxes(next.stderr)).toBe(1);
    expect(lives.runs).toEqual([]);
    const [report, ...more] = lives.reports;
    expect(more).toEqual([]);
    const start = `The previous run (pid ${dead.pid}) died`;
    expect(report?.error).toMatchObject({ name: 'PreviousRunDied', stack: '' });
    expect(report?.error.message.slice(0, start.length)).toBe(start);
    expect(report?.error.message.slice(start.length)).toMatch(what);
    expect(report?.context).toEqual(inFile);
    expect(report?.app).toEqual({ name: 'demo', version: '1.0.0' });
    expect(report?.runtime).toMatchObject({ pid: dead.pid, argv: expect.arrayContaining([how]) as unknown });
    const { previousRun, time } = report!;
    expect(previousRun).toMatchObject({ pid: dead.pid, lastSeen: time });
    expect(Date.parse(previousRun!.startedAt)).toBeLessThanOrEqual(Date.parse(time));

    const last = await lives.run('dies', [], { node });
    expect(last).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(lives.files).toHaveLength(1);
  });

  it('has what Node itself knows of it, and leaves nothing of that behind', async () => {
    await lives.run('dies', ['oom'], { node, execArgv: SMALL_HEAP });
    await lives.run('dies', [], { node });
    expect(lives.reports[0]?.previousRun?.nodeReport).toEqual({
      trigger: 'OOMError',
      event: 'Allocation failed - JavaScript heap out of memory',
      usedHeap: expect.any(Number) as unknown,
      heapLimit: expect.any(Number) as unknown,
    });
    expect(lives.runs).toEqual([]);
  });

  it.each(['oom', 'abort', 'waits'])('amid the work of an executor has its workers: %s', async (how) => {
    await lives.run('dies-with-workers', [how], {
      node,
      execArgv: SMALL_HEAP,
      onReady: (child) => child.kill('SIGKILL'),
    });
    await lives.run('dies', [], { node });
    const [report] = lives.reports;
    expect(report?.context).toMatchObject({ phase: 'debt_scoring' });
    expect(report?.otherWorkers).toMatchObject([
      { phase: 'debt_scoring', currentFile: 'src/a.ts', worker: { index: 1, count: 2 } },
      { phase: 'debt_scoring', currentFile: 'src/b.ts', worker: { index: 2, count: 2 } },
    ]);
    expect(lives.reports).toHaveLength(1);
  });
});

describe('what is known of a death', () => {
  it('is what began last, however much came before it', async () => {
    await lives.run('dies', ['late']);
    await lives.run('dies');
    expect(lives.reports[0]?.context).toMatchObject({ phase: 'parsing', currentFile: 'long.ts' });
  });

  it('is what goes on, not what was left', async () => {
    await lives.run('dies', ['left']);
    await lives.run('dies');
    expect(lives.reports[0]?.context).toMatchObject({ currentFile: 'src/x.ts' });
  });

  it('is what is still open of what was begun at once', async () => {
    await lives.run('dies', ['concurrent']);
    await lives.run('dies');
    expect(lives.reports[0]?.context.currentFile).toBe('second.ts');
  });

  it('is both ends of a hierarchy that is too large for the file', async () => {
    await lives.run('dies', ['deep']);
    await lives.run('dies');
    const { phase, currentFile, spanHierarchy } = lives.reports[0]!.context;
    expect({ phase, currentFile }).toEqual({ phase: 'parsing', currentFile: 'src/x.ts' });
    const names = spanHierarchy.map(({ name }) => name.split(' ')[0]);
    expect(names.slice(0, 3)).toEqual(['unified_analysis', 'process_file', '300']);
    expect(names.slice(-3)).toEqual(['3', '2', '1']);
    expect(spanHierarchy).toContainEqual({ name: '… 287 spans …', omitted: 287 });
  });

  it('is not lost where the stack ends', async () => {
    await lives.run('dies', ['overflows']);
    await lives.run('dies');
    expect(lives.reports[0]?.context.currentFile).toBe('after.ts');
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
