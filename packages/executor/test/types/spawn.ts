import { createExecutor } from '@threadspan/executor';
import type { Remote } from '@threadspan/executor';
import { exactly } from './exactly';

// What compiles, and what does not. Checked by the `typecheck` script; never run.

declare class Plain {
  run(): number;
}
declare class Needy {
  constructor(limit: number, unit?: 'lines' | 'bytes');
  run(): number;
}
declare class Easy {
  constructor(limit?: number, ...paths: string[]);
}
declare class Generic<T> {
  constructor(value: T);
  get(): T;
}
declare abstract class Abstract {
  constructor(limit: number);
}
declare class Hidden {
  private constructor();
}
declare class Guarded {
  protected constructor();
}

const executor = createExecutor();
const module = __filename;

exactly<Promise<Remote<Plain>>>()(executor.spawn(Plain, { module }));
exactly<Promise<Remote<Plain>>>()(executor.spawn(Plain, { module, args: [], export: 'Other' }));
exactly<Promise<Remote<Plain>>>()(executor.spawn(Plain, { module: new URL('file:///plain.js') }));
exactly<Promise<Remote<Needy>>>()(executor.spawn(Needy, { module, args: [1] }));
exactly<Promise<Remote<Needy>>>()(executor.spawn(Needy, { module, args: [1, 'lines'] }));
exactly<Promise<Remote<Needy>>>()(executor.spawn(Needy, { module, args: [1, 'lines'] as const }));
exactly<Promise<Remote<Easy>>>()(executor.spawn(Easy, { module }));
exactly<Promise<Remote<Easy>>>()(executor.spawn(Easy, { module, args: [1, 'a.ts', 'b.ts'] }));
exactly<Promise<Remote<Generic<number>>>>()(executor.spawn(Generic<number>, { module, args: [1] }));
exactly<Promise<Remote<Generic<number>>>>()(executor.spawn(Generic, { module, args: [1] }));

// @ts-expect-error the module is missing
void executor.spawn(Plain, {});

// @ts-expect-error a module is named by its file
void executor.spawn(Plain, { module: 1 });

// @ts-expect-error it takes no arguments
void executor.spawn(Plain, { module, args: [1] });

// @ts-expect-error it can't be made without a limit
void executor.spawn(Needy, { module });

// @ts-expect-error the limit is missing
void executor.spawn(Needy, { module, args: [] });

// @ts-expect-error the limit is a number
void executor.spawn(Needy, { module, args: ['1'] });

// @ts-expect-error there is no such unit
void executor.spawn(Needy, { module, args: [1, 'miles'] });

// @ts-expect-error there is no third argument
void executor.spawn(Needy, { module, args: [1, 'lines', 2] });

// @ts-expect-error there is no such option
void executor.spawn(Plain, { module, name: 'a' });

// @ts-expect-error there are no instances of an abstract class
void executor.spawn(Abstract, { module, args: [1] });

// @ts-expect-error the constructor is private
void executor.spawn(Hidden, { module });

// @ts-expect-error the constructor is protected
void executor.spawn(Guarded, { module });

// @ts-expect-error an instance is no class
void executor.spawn(new Plain(), { module });

/** Over any class. */
export function spawnAny<T extends object, A extends unknown[]>(
  cls: new (...args: A) => T,
  args: A,
): Promise<Remote<T>> {
  return executor.spawn(cls, { module, args });
}
exactly<Promise<Remote<Needy>>>()(spawnAny(Needy, [1]));
