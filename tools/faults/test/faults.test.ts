import {
  faultNames,
  ourNames,
  ourTable,
  peerNames,
  peersTable,
  readPage,
  runMatrix,
} from '@threadspan/faults';
import type { Cell, FaultName, Report } from '@threadspan/faults';

const TIMEOUT_MS = 300_000;

interface Expected {
  readonly error: object;
  /** What `getErrorContext` says of it. */
  readonly where: object;
}

// In a task's own code: everything is known.
const IN_TASK = {
  phase: 'parsing',
  file: 'file-9.ts',
  hierarchy: 'root > process_file',
  attempt: 1,
  workers: 2,
};
// Where no file was current yet: on the way into the worker.
const ON_ITS_WAY = { phase: 'parsing', hierarchy: 'root', attempt: 1 };

const brokenBy = (how: string): Expected => ({
  error: { name: 'RangeError', code: 'E_BROKEN', message: `broken by ${how}` },
  where: IN_TASK,
});
const rangeError = (message: string): Expected => ({
  error: { name: 'RangeError', message },
  where: IN_TASK,
});
const ours = (code: string, message: string, where: object = IN_TASK): Expected => ({
  error: { name: 'ThreadspanError', code, message: expect.stringContaining(message) },
  where,
});
const startFailed = (message: string): Expected =>
  ours('WORKER_START_FAILED', message, { phase: 'parsing', hierarchy: 'root', workers: 2 });

const NODE = Number(process.versions.node.split('.')[0]);
// From Node 26 on, an allocation that fails ends the thread.
const outOfBuffers =
  NODE >= 26
    ? ours('WORKER_OUT_OF_MEMORY', 'ran out of memory')
    : rangeError('Array buffer allocation failed');

// One of each kind: a task that throws, one that does so where nobody listens, a worker that is lost, a broken module.
// Other pools are what package-lock.json says, and change with it alone: `npm run faults` runs all of theirs.
const SAMPLE: readonly FaultName[] = ['throw', 'timer', 'exit-3', 'load-throws'];

// What the page says of other pools was seen on Node 20, and is another thing on later ones.
const NODE_20_ONLY = ['array-buffer', 'array-buffers', 'result', 'thrown', 'storm'];

const EXPECTED: Partial<Record<FaultName, Expected>> = {
  throw: brokenBy('a throw'),
  reject: brokenBy('a rejection'),
  timer: brokenBy('a timer'),
  immediate: brokenBy('an immediate'),
  microtask: brokenBy('a microtask'),
  event: brokenBy('an event handler'),
  unhandled: rangeError('broken and not awaited'),
  'exit-0': ours('WORKER_EXITED', 'exited with code 0'),
  'exit-3': ours('WORKER_EXITED', 'exited with code 3'),
  'out-of-memory': ours('WORKER_OUT_OF_MEMORY', 'maxOldGenerationSizeMb'),
  'array-buffer': outOfBuffers,
  'array-buffers': outOfBuffers,
  overflow: rangeError('Maximum call stack size exceeded'),
  'loop-timeout': ours('TASK_TIMEOUT', 'took longer than 300 ms'),
  'loop-signal': { error: { name: 'AbortError' }, where: { ...IN_TASK, attempt: undefined } },
  terminate: ours('WORKER_EXITED', 'exited with code 1'),
  'all-workers': ours('WORKER_EXITED', 'exited with code 1'),
  poison: ours('WORKER_EXITED', 'exited with code 3', { ...IN_TASK, attempt: 3 }),
  argument: ours('NOT_SERIALIZABLE', 'could not be cloned', ON_ITS_WAY),
  result: ours('NOT_SERIALIZABLE', 'could not be cloned'),
  thrown: { error: { name: 'object', code: 'E_BROKEN' }, where: IN_TASK },
  missing: startFailed('broken/missing.js'),
  'load-throws': startFailed('broken/throws.js'),
  'no-export': startFailed('to export a class Analyzer, found somethingElse'),
  constructor: startFailed('The constructor of Broken threw'),
  'never-ready': startFailed('not ready after'),
  storm: ours('WORKER_START_FAILED', 'No worker could be started', { phase: 'parsing', hierarchy: 'root' }),
};

const HARMLESS = ['idle', 'starting'];
let cells: readonly Cell[];

beforeAll(async () => {
  cells = [...(await runMatrix(ourNames, faultNames)), ...(await runMatrix(peerNames, SAMPLE))];
}, TIMEOUT_MS);

describe.each(ourNames)('threadspan, %s', (pool) => {
  const wholeChain = (fault: FaultName) => fault === 'loop-signal' && pool !== 'direct';

  it.each(Object.keys(EXPECTED) as FaultName[])('tells the caller of %s what happened and where', (fault) => {
    const { faulty = [] } = reportOf(pool, fault).batch ?? {};
    const { error, where } = EXPECTED[fault] as Expected;
    faulty.forEach((heard, position) => {
      const isSecond = fault === 'all-workers' && position === 1;
      expect(heard).toMatchObject({ kind: 'rejected', error });
      const seen = heard.kind === 'rejected' ? heard.error.where : undefined;
      if (!wholeChain(fault)) expect(seen).toEqual(isSecond ? { ...where, file: 'file-12.ts' } : where);
    });
    const count = fault === 'all-workers' ? 2 : fault === 'storm' ? 20 : 1;
    expect(faulty).toHaveLength(count);
  });

  it.each(faultNames)('lets all others go on after %s, and leaves nothing behind', (fault) => {
    const { batch, ...rest } = reportOf(pool, fault);
    const others = 20 - (batch?.faulty.length ?? 0);
    // Of a stream that is given up, some had been read before.
    const failed = wholeChain(fault) ? others - (batch?.others.arrived ?? 0) : 0;
    expect(batch?.others).toEqual({ arrived: others - failed, failed, unheard: 0, wrong: 0 });
    expect(batch?.givenUp).toBe(wholeChain(fault) || fault === 'storm');
    expect(rest).toEqual({
      next: fault === 'storm' ? 'fails' : 'works',
      started: expect.any(Number),
      closes: true,
      left: [],
      exitCode: 0,
    });
  });

  it.each(HARMLESS)('harms no task when %s', (fault) => {
    expect(reportOf(pool, fault as FaultName).batch?.faulty).toEqual([]);
  });

  it('stops to start workers that die at once', () => {
    expect(reportOf(pool, 'storm').started).toBeLessThan(10);
  });

  it('replaces all workers at once', () => {
    expect(reportOf(pool, 'all-workers').started).toBeGreaterThan(2);
  });
});

it('finds no other pool that names the task', () => {
  const errors = cells
    .filter(({ pool }) => (peerNames as readonly string[]).includes(pool))
    .flatMap(({ report }) => report?.batch?.faulty ?? [])
    .flatMap((heard) => (heard.kind === 'rejected' ? [heard.error] : []));
  expect(errors.length).toBeGreaterThan(5);
  expect(errors.filter(({ namesTask }) => namesTask)).toEqual([]);
});

describe('docs/faults.md', () => {
  it(
    'says what is seen here, of all faults in ours and of some in other pools',
    async () => {
      const compared = faultNames.filter((fault) => NODE === 20 || !NODE_20_ONLY.includes(fault));
      const seen = new Map<FaultName, SeenRows>();
      for (const fault of compared) {
        seen.set(fault, rowsOf(fault, cells));
        // On a busy machine a slow task looks like one that hangs: what differs is looked at once more, with more patience.
        if (missingOnPage(seen.get(fault)).length > 0) {
          const pools = SAMPLE.includes(fault) ? [...ourNames, ...peerNames] : ourNames;
          seen.set(fault, rowsOf(fault, await runMatrix(pools, [fault], 10_000)));
        }
      }
      expect([...seen.values()].flatMap(missingOnPage)).toEqual([]);
      expect(seen.size).toBe(compared.length);
    },
    TIMEOUT_MS,
  );

  it('has a row for each fault in both tables', () => {
    for (const rows of [pageRows('ours'), pageRows('peers')]) {
      expect(rows.slice(2).map(([title]) => title)).toEqual(ourTable(cells).rows.map(([title]) => title));
    }
  });

  // Whoever takes another version of a pool has to look at all its faults again: `npm run faults`.
  it('names the versions of other pools that are installed', () => {
    expect(pageRows('peers')[0]).toEqual(peersTable(cells).head);
  });
});

/** Rows of both tables. Of another pool that did not run the fault, there is no cell. */
interface SeenRows {
  readonly ours: readonly string[];
  readonly peers: readonly string[];
}

function rowsOf(fault: FaultName, from: readonly Cell[]): SeenRows {
  const some = from.filter((cell) => cell.fault === fault);
  const [ours = []] = ourTable(some).rows;
  const [peers = []] = peersTable(some).rows;
  return { ours, peers: SAMPLE.includes(fault) ? peers : peers.slice(0, 2) };
}

/** What is seen and is not said of that fault, cell by cell. */
function missingOnPage(seen: SeenRows | undefined): object[] {
  return (['ours', 'peers'] as const).flatMap((table) => {
    const cellsSeen = seen?.[table] ?? [];
    const row = pageRows(table).find(([title]) => title === cellsSeen[0]) ?? [];
    const said = row.slice(0, cellsSeen.length);
    return said.length > 0 && said.join('|') === cellsSeen.join('|') ? [] : [{ seen: cellsSeen, said }];
  });
}

/** The rows of a table on the page, its head and the line below among them. */
function pageRows(table: keyof SeenRows): string[][] {
  const [, text = ''] = new RegExp(`<!-- ${table} -->\n\n(.*?)\n\n<!-- end -->`, 's').exec(readPage()) ?? [];
  return text.split('\n').map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

function reportOf(pool: string, fault: FaultName): Report {
  const report = cells.find((cell) => cell.pool === pool && cell.fault === fault)?.report;
  if (report === undefined) throw new Error(`Expected ${fault} to have been run by ${pool}`);
  return report;
}
