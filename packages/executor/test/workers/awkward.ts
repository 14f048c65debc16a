import { getErrorContext, withPhase, withSpan } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

/** Asks a lot of an executor. */
export class Awkward {
  constructor(failsInWorker?: number) {
    this.bound = this.bound.bind(this);
    if (workerIndex() === failsInWorker) throw new Error(`not in worker ${failsInWorker}`);
  }

  @WithParallelContext()
  bound(value: number): number {
    return value;
  }

  /** An object nested so deeply that it can be sent but not read. */
  @WithParallelContext()
  nested(depth: number): unknown {
    return nest(depth);
  }

  @WithParallelContext()
  take(_nested: unknown): string {
    return 'taken';
  }

  /** Keeps a span open in the background while it answers. */
  @ProcessFile()
  leaveBehind(path: string): string {
    void withSpan('background', () => new Promise((resolve) => setTimeout(resolve, 50)));
    return path;
  }

  @ProcessFile()
  async exitAfter(_path: string, ms: number): Promise<never> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    process.exit(1);
  }

  @ProcessFile()
  pass(path: string): string {
    return path;
  }

  /** Answers, and throws where nobody listens some time later. */
  @WithParallelContext()
  async bomb(value: number, fuseMs = 15): Promise<number> {
    if (value < 0) {
      setTimeout(() => {
        throw new Error(`bomb ${value}`);
      }, fuseMs);
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
    return value;
  }
}

function workerIndex(): number | undefined {
  try {
    withPhase('probe', () => {
      throw new Error('probe');
    });
  } catch (error) {
    return getErrorContext(error)?.worker?.index;
  }
  return undefined;
}

export function nest(depth: number): unknown {
  let nested: unknown = null;
  for (let level = 0; level < depth; level += 1) nested = { nested };
  return nested;
}
