import { threadId } from 'node:worker_threads';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

/** Dies when it is told to. */
export class Mortal {
  @WithParallelContext()
  async pause(ms: number): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return ms;
  }

  /** Answers at once; the worker exits that many ms later. */
  @WithParallelContext()
  exitLater(ms: number): number {
    setTimeout(() => process.exit(5), ms);
    return threadId;
  }

  @ProcessFile()
  work(path: string): string {
    if (path.startsWith('poison')) process.exit(1);
    return path;
  }
}
