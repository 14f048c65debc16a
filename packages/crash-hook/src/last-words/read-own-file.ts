import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

// A link may lead anywhere, and opening a pipe that nobody writes to would never return. Windows has neither flag.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface OwnFile {
  readonly text: string;
  /** In ms since the epoch. */
  readonly modifiedAt: number;
}

/** A regular file of this user's of at most `maxBytes`; `undefined` where there is none. */
export function readOwnFile(path: string, maxBytes: number): OwnFile | undefined {
  try {
    const file = openSync(path, FLAGS);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile() || stats.size > maxBytes || !isOwn(stats)) return undefined;
      return { text: readFileSync(file, 'utf8'), modifiedAt: stats.mtimeMs };
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Whether something on the disk belongs to the user that this process runs as; always true on Windows. */
export function isOwn(stats: { readonly uid: number }): boolean {
  return process.geteuid === undefined || stats.uid === process.geteuid();
}

/** What `text` says as JSON; `undefined` where it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
