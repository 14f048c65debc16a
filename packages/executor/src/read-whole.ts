const MAX_READS = 1_000;

/**
 * Reads shared memory that another thread may be writing: what `take` makes of what `look` has seen while `words[at]`
 * stayed the same. `undefined` when it never did, or `take` gave nothing.
 *
 * The writer writes where nobody reads, then changes that word by an exchange, to say what is valid now.
 */
export function readWhole<S, T>(
  words: Int32Array,
  at: number,
  look: (word: number) => S,
  take: (seen: S) => T | undefined,
): T | undefined {
  for (let attempt = 0; attempt < MAX_READS; attempt += 1) {
    const word = Atomics.load(words, at);
    const seen = look(word);
    // No mere load: on ARM, the reads above could be done after it. They can't be done after a write; and as the
    // writer's next exchange reads what is written here, nothing that it writes after that has been seen above.
    if (Atomics.add(words, at, 0) !== word) continue;
    const taken = take(seen);
    if (taken !== undefined) return taken;
  }
  return undefined;
}
