import { types } from 'node:util';
import { packError } from '@threadspan/context';
import type { CrashContext, ErrorEnvelope } from '@threadspan/context';
import { describeScope, forgetErrorContext } from '@threadspan/context/ports';
import type { Scope } from '@threadspan/context/ports';
import { MAX_DELAY_MS } from '../options.js';
import type { Lane } from './lane.js';

export type ItemOutcome =
  | { readonly kind: 'value'; readonly value: unknown; readonly ms: number }
  | { readonly kind: 'failure'; readonly error: ErrorEnvelope; readonly ms: number }
  /** It has taken too long; and has ended in the meantime, well or badly, or has not. */
  | { readonly kind: 'timeout'; readonly ended?: 'well' | 'badly' }
  /** Nobody waits for it any more. */
  | { readonly kind: 'left' };

/** One item on its way through this thread. */
export class ItemRun {
  /** Runs what the item itself asks the executor for, and waits for. */
  lane: Lane | undefined;
  readonly #timeout: number | undefined;
  #scope: Scope | undefined;
  #fileScope: Scope | undefined;
  #leave: () => void = () => undefined;

  /** @param timeout in ms */
  constructor(timeout: number | undefined) {
    this.#timeout = timeout;
  }

  /** The item has entered this scope, or is in it again. */
  note(scope: Scope): void {
    this.#scope = scope;
    if (scope.currentFile !== undefined) this.#fileScope ??= scope;
  }

  /** Whether it has begun with a file. */
  get hasFile(): boolean {
    return this.#fileScope !== undefined;
  }

  /** What the item is in; nothing before it has entered anything. */
  whereabouts(): CrashContext | undefined {
    return this.#scope && describeScope(this.#scope);
  }

  /** The same once it has left that again: the file it was about, if it was about one. */
  subject(): CrashContext | undefined {
    const scope = this.#fileScope ?? this.#scope;
    return scope && describeScope(scope);
  }

  /** Nobody waits for it any more. */
  leave(): void {
    this.#leave();
  }

  /** Never rejects. An item that takes too long is left alone, unless it is in synchronous code, and then fails. */
  async outcomeOf(run: () => unknown): Promise<ItemOutcome> {
    const timeout = this.#timeout ?? Infinity;
    const begun = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const succeeded = (value: unknown): ItemOutcome => {
      const ms = performance.now() - begun;
      return ms < timeout ? { kind: 'value', value, ms } : { kind: 'timeout', ended: 'well' };
    };
    const failed = (thrown: unknown): ItemOutcome => {
      const ms = performance.now() - begun;
      const error = packError(thrown);
      forgetErrorContext(thrown); // another item may throw the same object
      return ms < timeout ? { kind: 'failure', error, ms } : { kind: 'timeout', ended: 'badly' };
    };
    let result: unknown;
    try {
      result = run();
    } catch (error) {
      return failed(error);
    }
    if (!types.isPromise(result)) return succeeded(result);
    const tooLate = new Promise<ItemOutcome>((resolve) => {
      this.#leave = () => resolve({ kind: 'left' });
      if (timeout <= MAX_DELAY_MS) timer = setTimeout(() => resolve({ kind: 'timeout' }), timeout);
    });
    try {
      return await Promise.race([result.then(succeeded, failed), tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}
