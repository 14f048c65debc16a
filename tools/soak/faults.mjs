/**
 * What may become of an item that goes wrong: `outcome` is the `code` of its error, or its name where it has none;
 * `undefined` when the item itself is well. `inFile`: it fails while its file is open, which the error names.
 */
export const FAULTS = {
  throw: { outcome: 'E_THROW', inFile: true },
  reject: { outcome: 'E_REJECT', inFile: true },
  overflow: { outcome: 'RangeError', inFile: true },
  thrown: { outcome: 'E_THROWN', inFile: true },
  result: { outcome: 'NOT_SERIALIZABLE', inFile: true },
  argument: { outcome: 'NOT_SERIALIZABLE', inFile: false },
  late: { outcome: undefined, inFile: false },
  timer: { outcome: 'E_TIMER', inFile: true },
  unhandled: { outcome: 'E_UNHANDLED', inFile: true },
  exit0: { outcome: 'WORKER_EXITED', inFile: true },
  exit3: { outcome: 'WORKER_EXITED', inFile: true },
  memory: { outcome: 'WORKER_OUT_OF_MEMORY', inFile: true },
  hang: { outcome: 'TASK_TIMEOUT', inFile: true },
};

/** How many of each in a hundred. A lost worker costs some 40 ms, an item out of memory and one that hangs far more. */
export const MIX = {
  ...{ throw: 14, reject: 12, overflow: 10, thrown: 12, result: 10, argument: 10 },
  ...{ late: 8, timer: 5, unhandled: 5, exit0: 6, exit3: 6, memory: 2 },
};
/** For items that have a time limit. The others have none, and nothing hangs there. */
export const LIMITED_MIX = { throw: 30, thrown: 10, late: 20, exit3: 20, hang: 20 };

/** The faults of a mix without end, evenly spread, so that a few of them are a mix already. */
export function* deal(mix) {
  const deck = Object.entries(mix)
    .flatMap(([fault, share]) => Array.from({ length: share }, (_, at) => [(at + 0.5) / share, fault]))
    .sort(([one], [other]) => one - other);
  for (;;) for (const [, fault] of deck) yield fault;
}

/** Numbers from 0 to 1, always the same for one seed (mulberry32). */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` items, the given part of them faulty. */
export function makeItems(count, faultyPart, faults, random) {
  const items = Array.from({ length: count }, (_, value) => ({ path: `src/${value}.ts`, value }));
  for (let left = Math.round(count * faultyPart); left > 0;) {
    const item = items[Math.floor(random() * count)];
    if (item.fault) continue;
    item.fault = faults.next().value;
    if (item.fault === 'argument') item.callback = () => undefined;
    left -= 1;
  }
  return items;
}
