import { withCurrentFunction } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

/** What is run by those who bring jobs of their own. */
export class Engine {
  /** Fails for every tenth. */
  @ProcessFile()
  visit(path: string): string {
    if (path.endsWith('0.ts')) throw new Error(`no ${path}`);
    return path;
  }

  /** Gives what can't be sent. */
  @ProcessFile()
  handle(_path: string): unknown {
    return () => undefined;
  }

  @ProcessFile()
  leave(_path: string): never {
    process.exit(3);
  }

  /** Until `gate` is no longer 0. */
  @WithParallelContext()
  wait(gate: Int32Array): string {
    return withCurrentFunction('wait', () => Atomics.wait(gate, 0, 0));
  }
}
