import { statSync } from 'node:fs';
import { createExecutor } from '@threadspan/executor';
import type { Executor, Failure } from '@threadspan/executor';
import type { CallGraph } from './call-graph.js';
import { DebtAnalyzer } from './debt-analyzer.js';
import type { Fault } from './faults.js';
import type { FileMetrics, SkippedFile } from './metrics/file-metrics.js';
import type { DebtItem } from './score.js';

export interface EngineOptions {
  /** 0: everything on this thread. */
  readonly workers: number;
  /** Whose workers do the work in place of threads of this process. */
  readonly queue: WorkQueue | undefined;
  readonly faults: readonly Fault[];
  readonly timeout: number | undefined;
  readonly signal: AbortSignal;
  /** Called for each file that crashed. What it throws ends the run. */
  readonly onCrash: (failure: Failure) => void;
}

export interface WorkQueue {
  readonly redis: string;
  readonly name: string;
  readonly stallTimeout: number | undefined;
}

/** Does the work on each file, in any order, and goes on with the others when one crashes. */
export interface Engine extends AsyncDisposable {
  parse(paths: readonly string[]): Promise<(FileMetrics | SkippedFile)[]>;
  score(files: readonly FileMetrics[], graph: CallGraph): Promise<DebtItem[]>;
}

// Enough for the largest sources, and soon reached by the fault that is there to show it.
const OOM_LIMIT_MB = 512;

export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { faults, signal, onCrash } = options;
  const executor = await createExecutorFor(options);
  // The first worker starts while the files are looked for; if it can't, that is said where it is needed.
  const spawned = executor.spawn(DebtAnalyzer, {
    module: new URL('./debt-analyzer.js', import.meta.url),
    args: [faults],
  });
  spawned.catch(() => undefined);
  const run = { signal, failures: 'collect', onFailure: onCrash } as const;
  return {
    async parse(paths) {
      const analyzer = await spawned;
      const { values } = await executor
        .parIter(largestFirst(paths))
        .mapWithContext(analyzer.parse)
        .collect(run);
      return values;
    },
    async score(files, graph) {
      const analyzer = await spawned;
      const { values } = await executor
        .parIter(files)
        .flatMapWithContext(analyzer.score, { shared: [graph] })
        .collect(run);
      return values;
    },
    // What is still under way after an error or Ctrl-C is of no use to anybody.
    [Symbol.asyncDispose]: () => executor.close({ drain: false }),
  };
}

async function createExecutorFor({ workers, queue, faults, timeout }: EngineOptions): Promise<Executor> {
  const limits = timeout === undefined ? {} : { taskTimeout: timeout };
  if (queue === undefined) {
    return createExecutor({
      workers,
      ...limits,
      ...(faults.some(({ kind }) => kind === 'oom')
        ? { resourceLimits: { maxOldGenerationSizeMb: OOM_LIMIT_MB } }
        : {}),
    });
  }
  // It takes longer to load than all the rest together, and few runs need it.
  const { createQueueExecutor } = await import('@threadspan/executor-bullmq');
  const { redis, name, stallTimeout } = queue;
  return createQueueExecutor({
    connection: redis,
    queue: name,
    ...(stallTimeout === undefined ? {} : { stallTimeout }),
    ...limits,
  });
}

// A large file that comes last leaves the other workers with nothing to do.
function largestFirst(paths: readonly string[]): string[] {
  const sized = paths.map((path) => ({ path, size: statSync(path, { throwIfNoEntry: false })?.size ?? 0 }));
  return sized.sort((one, other) => other.size - one.size).map(({ path }) => path);
}
