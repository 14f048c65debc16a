import { writeSync } from 'node:fs';

const STDERR = 2;
const PATIENCE_MS = 5_000;
const PAUSE_MS = 5;

/**
 * Writes all of `text` before it returns: the process may end right after. Where nobody reads the other end of a full
 * pipe it gives up after five seconds. Never throws.
 */
export function writeStderr(text: string): void {
  const bytes = Buffer.from(text);
  const deadline = Date.now() + PATIENCE_MS;
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(STDERR, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || Date.now() > deadline) return;
      pause();
    }
  }
}

// A pipe that is full needs time to empty, and asynchronous waiting would let other code run in between.
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
