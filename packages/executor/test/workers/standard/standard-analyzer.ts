import { threadId } from 'node:worker_threads';
import { getCurrentContext, getSpanHierarchy } from '@threadspan/context';
import type { AnalysisContext } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

export interface Seen {
  readonly threadId: number;
  readonly context: AnalysisContext;
  readonly hierarchy: readonly string[];
}

function look(): Seen {
  return { threadId, context: getCurrentContext(), hierarchy: getSpanHierarchy().map(({ name }) => name) };
}

type AnyMethod = (this: unknown, ...args: never[]) => unknown;

function replaces<F extends AnyMethod>(method: F, _context: ClassMethodDecoratorContext): F {
  return function (this: unknown, ...args: never[]): unknown {
    return method.apply(this, args);
  } as F;
}

/** What the tests run in workers, with decorators that are compiled to the TC39 standard. */
export class Base {
  @ProcessFile()
  inherited(_path: string): Seen {
    return look();
  }

  @WithParallelContext()
  overridden(): Seen {
    return look();
  }

  @WithParallelContext()
  again(): Seen {
    return look();
  }

  plain(): Seen {
    return look();
  }
}

export class StandardAnalyzer extends Base {
  @WithParallelContext()
  score(): Seen {
    return this.#secret();
  }

  @WithParallelContext()
  *each(count: number): Generator<Seen> {
    for (let index = 0; index < count; index += 1) yield look();
  }

  override overridden(): Seen {
    return look();
  }

  @WithParallelContext()
  override again(): Seen {
    return super.again();
  }

  @replaces
  @WithParallelContext()
  covered(): Seen {
    return look();
  }

  @WithParallelContext()
  #secret(): Seen {
    return look();
  }
}
