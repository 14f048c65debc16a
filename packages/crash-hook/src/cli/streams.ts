import type { Readable, Writable } from 'node:stream';
import { LIMITS } from '../saved/limits.js';

/** What the command line tool uses of `process`. */
export interface Streams {
  readonly stdin: Readable;
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type TerminalStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Resolves when `text` was taken, or when nobody reads any more, as after `| head`. */
export function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      else resolve();
    };
    stream.once('error', done);
    stream.write(text, done);
  });
}

/** All that comes, or as much as shows that it is too much. */
export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    chunks.push(bytes);
    size += bytes.length;
    if (size > LIMITS.size) break;
  }
  return Buffer.concat(chunks);
}
