import { setTimeout as sleep } from 'node:timers/promises';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { annotate } from './annotate.mjs';

/** What the workers write down for the main thread, in memory that both share. */
export const Entry = { Made: 0, Killed: 1, Late: 2, Stalled: 3, Met: 4, Count: 5 };

const never = () => new Promise(() => undefined);
const both = (result) => (typeof result === 'number' ? [result, -result] : [result]);

// A worker dies once: what kills it may be followed by another item that would have, before the thread is over.
let isDying = false;

/** Goes wrong in each way there is. */
export class Faulty {
  #ledger;

  constructor(ledger) {
    this.#ledger = ledger;
    Atomics.add(ledger, Entry.Made, 1);
  }

  work({ path, value, fault }) {
    if (fault) return this.#fail(fault, path, value);
    // Some take long enough for what earlier ones left behind to happen meanwhile.
    return value % 20 === 7 ? sleep(3, value) : value;
  }

  /** Two values for each item. */
  twice(item) {
    const result = this.work(item);
    return result instanceof Promise ? result.then(both) : both(result);
  }

  /** Waits in an endless loop for somebody to end it, at every thousandth item. */
  stall(value) {
    if (value % 1_000 !== 999) return value;
    Atomics.add(this.#ledger, Entry.Stalled, 1);
    for (;;);
  }

  /** Returns when so many calls have come here, each in a worker of its own. */
  meet(calls) {
    const ledger = this.#ledger;
    Atomics.add(ledger, Entry.Met, 1);
    Atomics.notify(ledger, Entry.Met);
    for (;;) {
      const met = Atomics.load(ledger, Entry.Met);
      if (met >= calls) return;
      Atomics.wait(ledger, Entry.Met, met);
    }
  }

  #fail(fault, path, value) {
    const ledger = this.#ledger;
    const error = Object.assign(new Error(`${fault} in ${path}`), { code: `E_${fault.toUpperCase()}` });
    const kill = () => {
      if (!isDying) Atomics.add(ledger, Entry.Killed, 1);
      isDying = true;
    };
    switch (fault) {
      case 'throw':
        throw error;
      case 'thrown':
        throw Object.assign(error, { callback: never, symbol: Symbol(path) });
      case 'reject':
        return Promise.reject(error);
      case 'overflow':
        return this.#overflow();
      case 'result':
        return never;
      case 'late':
        setTimeout(() => {
          kill();
          Atomics.add(ledger, Entry.Late, 1);
          throw error;
        }, 2);
        return value;
      case 'timer':
        setTimeout(() => {
          kill();
          throw error;
        }, 1);
        return never();
      case 'unhandled':
        kill();
        void Promise.reject(error);
        return never();
      case 'exit0':
      case 'exit3':
        kill();
        return process.exit(Number(fault.at(-1)));
      case 'memory':
        kill();
        for (const kept = []; ;) kept.push(new Array(100_000).fill(value));
      case 'hang':
        kill();
        if (value % 2 === 0) return never();
        for (;;);
    }
    throw new Error(`Expected a fault, got ${fault}`);
  }

  #overflow() {
    return [this.#overflow()];
  }
}

annotate(Faulty, 'work', ProcessFile({ path: ([item]) => item.path }));
annotate(Faulty, 'twice', ProcessFile({ path: ([item]) => item.path }));
annotate(Faulty, 'stall', WithParallelContext());
annotate(Faulty, 'meet', WithParallelContext());
