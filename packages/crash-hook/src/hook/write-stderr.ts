import { writeSync } from 'node:fs';

const STDERR = 2;
const PAUSE_MS = 5;
const MAX_PAUSES = 1_000;

/**
 * Writes all of `text` before it returns: the process may end right after. Where nobody reads the other end of a full
 * pipe it gives up after five seconds. Never throws.
 */
export function writeStderr(text: string): void {
  const bytes = Buffer.from(text);
  let pauses = 0; // by no clock, which the program may have stopped
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(STDERR, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || pauses >= MAX_PAUSES) return;
      pauses += 1;
      pause();
    }
  }
}

// A pipe that is full needs time to empty, and asynchronous waiting would let other code run in between.
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
