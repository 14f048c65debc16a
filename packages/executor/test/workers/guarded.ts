import { parentPort } from 'node:worker_threads';
import { getSpanHierarchy } from '@threadspan/context';
import { WithParallelContext } from '@threadspan/decorators';

class Base {
  @WithParallelContext()
  overridden(): string {
    return 'base';
  }
}

/** Has one method that may be called from another thread, and much that may not. */
export class Guarded extends Base {
  readonly field = (): string => 'field';
  declare readonly __proto__: object;

  @WithParallelContext()
  open(value: string): string {
    return [...getSpanHierarchy().map(({ name }) => name), value].join(' > ');
  }

  /** A worker's own messages to the thread that started it. */
  @WithParallelContext()
  postsGarbage(): string {
    for (const message of [
      null,
      'text',
      { type: 'init' },
      { type: 'result', uid: 0 },
      { type: 'uncaughtError' },
    ]) {
      parentPort?.postMessage(message);
    }
    return 'posted';
  }

  closed(): string {
    return 'closed';
  }

  override overridden(): string {
    return 'derived';
  }

  get accessor(): () => string {
    return () => 'accessor';
  }

  static open(): string {
    return 'static';
  }
}

/** Its instances have no prototype. */
export class Bare {
  constructor() {
    return Object.create(null) as Bare;
  }

  @WithParallelContext()
  open(): void {}
}

export const notAClass = 'text';
