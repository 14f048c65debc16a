import type { Writable } from 'node:stream';

type Written = Parameters<NonNullable<Writable['_writev']>>[0];

// Beyond this, `write()` asks to wait for `drain` as ever, so that a slow terminal does not fill the memory.
const MAX_ON_THE_WAY = 16 * 1_024 * 1_024;

/**
 * Has every write to a worker's `process.stdout` or `process.stderr` leave the thread at once. Node sends the first
 * one, and keeps the others in the worker until the main thread has asked for more: those of synchronous code are
 * lost when the worker is ended, in an endless loop say, or runs out of memory.
 */
export function writeThrough(stream: Writable): void {
  const send = stream._writev?.bind(stream);
  if (send === undefined) return;
  let onTheWay = 0;
  stream._writev = (written: Written, done) => {
    const size = written.reduce((sum, { chunk }) => sum + (chunk as string | Uint8Array).length, 0);
    onTheWay += size;
    const waits = onTheWay > MAX_ON_THE_WAY;
    send(written, (error) => {
      onTheWay -= size;
      if (waits) done(error);
    });
    if (!waits) done();
  };
}
