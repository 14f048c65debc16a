import { setImmediate as nextTurn } from 'node:timers/promises';
import { withPhase } from '@threadspan/context';
import { Account } from './account.mjs';
import { LIMITED_MIX, MIX } from './faults.mjs';

const TIMEOUT_MS = 1_000;
const CALLS_AT_ONCE = 32;

const one = ({ value }) => [value];
const two = ({ value }) => [value, -value];

/** All ways to have items run: their part of all items, which faults they get, and how they run. */
export const LANES = [
  { name: 'collect, adaptive chunks', part: 0.3, mix: MIX, run: collected({}) },
  { name: 'collect, chunks of 16', part: 0.15, mix: MIX, run: collected({ chunkSize: 16 }) },
  { name: 'collect, time limit', part: 0.05, mix: LIMITED_MIX, run: collected({ timeout: TIMEOUT_MS }) },
  { name: 'stream, ordered', part: 0.15, mix: MIX, run: streamed({ ordered: true }) },
  { name: 'stream, unordered', part: 0.15, mix: MIX, run: streamed({ ordered: false, chunkSize: 8 }) },
  { name: 'parBridge, flatMap', part: 0.15, mix: MIX, run: bridged({ ordered: false }) },
  { name: 'calls', part: 0.05, mix: MIX, run: called },
];

/** Runs the items of one lane and says what became of them. */
export async function runLane({ name, run }, host, items) {
  const phase = run.isRaw ? undefined : name;
  const account = new Account(items, phase);
  try {
    await (phase ? withPhase(phase, () => run(host, items, account)) : run(host, items, account));
  } catch (error) {
    account.complain(`the ${name} lane ended with ${error?.stack}`);
  }
  return account;
}

function collected(options) {
  return async ({ executor, faulty }, items, account) => {
    const told = new Told(account);
    const { values, failures } = await executor
      .parIter(items)
      .mapWithContext(faulty.work)
      .collect({ ...options, ...told.callbacks, failures: 'collect' });
    told.check();
    for (const { index, input, error } of failures) {
      if (input !== items[index]) account.complain(`the input of the item ${index} is another one's`);
      account.failed(index, error);
    }
    const failed = new Set(failures.map(({ index }) => index));
    // Without their places, the values tell by their order whose they are.
    const well = items.map((_, index) => index).filter((index) => !failed.has(index));
    if (values.length !== well.length) account.complain(`${values.length} values for ${well.length} items`);
    values.forEach((value, at) => account.succeeded(well[at], [value], one(items[well[at]] ?? {})));
  };
}

function streamed(options) {
  const run = async ({ executor, faulty }, items, account) =>
    follow(executor.parIter(items).map(faulty.work), options, items, account, one);
  return Object.assign(run, { isRaw: true });
}

function bridged(options) {
  return ({ executor, faulty }, items, account) =>
    follow(
      executor.parBridge(arriving(items)).flatMapWithContext(faulty.twice),
      options,
      items,
      account,
      two,
    );
}

async function follow(chain, options, items, account, expected) {
  const told = new Told(account);
  let next = 0;
  for await (const outcome of chain.stream({ ...options, ...told.callbacks, failures: 'collect' })) {
    const { index } = outcome;
    if (options.ordered && index !== next++) account.complain(`the item ${index} came out of order`);
    if (outcome.status === 'rejected') account.failed(index, outcome.error);
    else account.succeeded(index, outcome.values, expected(items[index]));
  }
  told.check();
}

async function* arriving(items) {
  for (const [index, item] of items.entries()) {
    if (index % 50 === 0) await nextTurn();
    yield item;
  }
}

async function called({ faulty }, items, account) {
  const left = items.entries();
  const caller = async () => {
    for (const [index, item] of left) {
      await faulty.work(item).then(
        (value) => account.succeeded(index, [value], one(item)),
        (error) => account.failed(index, error),
      );
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, caller));
}

/** What a chain's callbacks were told, which must be what became of it. */
class Told {
  #account;
  #failures = 0;
  #calls = 0;
  #last = { done: 0, failed: 0 };

  constructor(account) {
    this.#account = account;
  }

  callbacks = {
    onFailure: () => void (this.#failures += 1),
    onProgress: (progress) => {
      this.#calls += 1;
      this.#last = progress;
    },
  };

  check() {
    const { items } = this.#account.sums;
    const { failing } = this.#account;
    const { done, failed, total = items } = this.#last;
    const told = [this.#calls, done, total, this.#failures, failed];
    if (String(told) !== String([items, items, items, failing, failing])) {
      this.#account.complain(`told of ${told} for ${items} items, ${failing} of which fail`);
    }
  }
}
