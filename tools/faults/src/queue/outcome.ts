import { setTimeout as pause } from 'node:timers/promises';
import { withPhase, withSpan } from '@threadspan/context';
import type { Executor, Remote } from '@threadspan/executor';
import type { SeenError } from '../report.js';
import { seenError } from '../seen-error.js';
import { FAULTY, QueueAnalyzer } from '../workers/queue.js';
import type { ItemFault } from '../workers/queue.js';
import { MODULE } from './site.js';
import type { Site } from './site.js';

/** What came of a fault. */
export interface Outcome {
  /** What the caller of the item at fault hears in place of its result, or the one of all of them. */
  readonly error?: SeenError;
  /** Items whose results have come, each in its place. */
  readonly arrived: number;
  readonly failed: readonly string[];
  /** Those of which nothing was heard, or the wrong thing. */
  readonly missing: number;
  /** Items that were begun more than once. */
  readonly twice: readonly string[];
}

export const ITEMS = 24;

function analyzerOf(site: Site, driver: Executor): Promise<Remote<QueueAnalyzer>> {
  return driver.spawn(QueueAnalyzer, { module: MODULE, args: [site.log] });
}

export interface BatchOptions {
  readonly fault?: ItemFault;
  readonly ms?: number;
  /** In place of all, what the faulty item is. */
  readonly faulty?: string;
  /** Called once some items have been begun. */
  readonly meanwhile?: () => Promise<unknown> | void;
  readonly timeout?: number;
}

/** A chain of items, one of which may be at fault. */
export async function runBatch(
  site: Site,
  driver: Executor,
  { fault, ms = 30, faulty = FAULTY, meanwhile, timeout }: BatchOptions = {},
): Promise<Outcome> {
  const paths = Array.from({ length: ITEMS }, (_, index) => `file-${String(index).padStart(2, '0')}.ts`);
  const items = paths.map((path) => (path === FAULTY ? faulty : path));
  let outcome;
  try {
    const analyzer = await withPhase('parsing', () => withSpan('root', () => analyzerOf(site, driver)));
    const running = withPhase('parsing', () =>
      withSpan('root', () =>
        driver
          .parIter(items)
          .mapWithContext(analyzer.work, { shared: [fault, ms] })
          .collect({ failures: 'collect', chunkSize: 4, ...(timeout === undefined ? {} : { timeout }) }),
      ),
    );
    running.catch(() => undefined);
    if (meanwhile) {
      while (site.begun().length < 3) await pause(10);
      await meanwhile();
    }
    outcome = await running;
  } catch (error) {
    return { error: seenError(error, faulty), arrived: 0, failed: items, missing: 0, twice: [] };
  }
  const { values, failures } = outcome;
  const failed = new Set(failures.map(({ input }) => input));
  const expected = items.filter((item) => !failed.has(item));
  const arrived = values.filter((value, index) => value === expected[index]).length;
  const [first] = failures;
  return {
    ...(first ? { error: seenError(first.error, String(first.input)) } : {}),
    arrived,
    failed: [...failed].map(String),
    missing: ITEMS - failures.length - arrived,
    twice: begunTwice(site),
  };
}

function begunTwice(site: Site): string[] {
  const seen = new Set<string>();
  const twice = site.begun().filter(({ path }) => seen.size === seen.add(path).size);
  return [...new Set(twice.map(({ path }) => path))];
}
