import { errorMonitor } from 'node:events';
import { finished } from 'node:stream';
import type { Readable } from 'node:stream';
import type { OpenSpan } from '@threadspan/context/ports';

/** Also those of other releases than Node's, such as of the package readable-stream. */
export function isStream(value: object): value is Readable {
  const { on, pipe } = value as Partial<Readable>;
  return typeof on === 'function' && typeof pipe === 'function';
}

/** Ends the span when the stream has been read to its end, fails, or is destroyed. It is only watched, never read. */
export function followStream(stream: Readable, open: OpenSpan): boolean {
  if (stream.readableEnded || stream.destroyed) return false;
  // `errorMonitor`: with a listener of ours for 'error', one that nobody handles would go unnoticed.
  const settle = (close: () => void) => {
    stream.off('end', onEnd).off('close', onClose).off(errorMonitor, onError);
    close();
  };
  const onEnd = () => settle(() => open.complete(stream));
  const onClose = () => settle(() => open.finish());
  const onError = (error: unknown) => settle(() => failed(open, error));
  stream.on('end', onEnd).on('close', onClose).on(errorMonitor, onError);
  return true;
}

/** The same for a web stream. */
export function followWebStream(stream: ReadableStream, open: OpenSpan): boolean {
  // It works on web streams too, without a lock; the types don't say so.
  finished(stream as unknown as NodeJS.ReadableStream, (error) => {
    if (error) failed(open, error);
    else open.complete(stream);
  });
  return true;
}

// The error is thrown inside, to be annotated as one that leaves the span; the stream tells it to its reader.
function failed(open: OpenSpan, error: unknown): void {
  try {
    open.run(() => {
      throw error;
    }, open);
  } catch {
    // Recorded.
  }
}
