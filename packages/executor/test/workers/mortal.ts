import { threadId } from 'node:worker_threads';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

/** Dies when it is told to. */
export class Mortal {
  @WithParallelContext()
  async pause(ms: number): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, Math.abs(ms)));
    if (ms < 0) throw new RangeError(`no such pause: ${ms}`);
    return ms;
  }

  /** Answers at once; the worker exits that many ms later. */
  @WithParallelContext()
  exitLater(ms: number): number {
    setTimeout(() => process.exit(5), ms);
    return threadId;
  }

  /** Keeps its thread busy until `flag` is no longer 0. */
  @WithParallelContext()
  waitFor(flag: Int32Array): string {
    Atomics.wait(flag, 0, 0);
    return 'waited';
  }

  @ProcessFile()
  work(path: string): string {
    if (path.startsWith('poison')) process.exit(1);
    return path;
  }
}

/** Takes its thread with it, the first time it is made in a worker: the first to add 1 to `tries`. */
export class DiesOnce {
  constructor(tries: Int32Array) {
    if (Atomics.add(tries, 0, 1) === 0) process.exit(6);
  }

  @WithParallelContext()
  pass(value: number): number {
    return value;
  }
}

export class DiesWhenMade {
  constructor() {
    process.exit(6);
  }

  @WithParallelContext()
  pass(value: number): number {
    return value;
  }
}
