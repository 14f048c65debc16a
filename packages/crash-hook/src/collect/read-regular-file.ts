import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

// Without O_NONBLOCK, opening a pipe that nobody writes to would never return. Windows has no such flag.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The text of a regular file of at most `maxBytes`; of anything larger or other, ''. Throws where there is none. */
export function readRegularFile(path: string, maxBytes: number): string {
  const file = openSync(path, FLAGS);
  try {
    const stats = fstatSync(file);
    return stats.isFile() && stats.size <= maxBytes ? readFileSync(file, 'utf8') : '';
  } finally {
    closeSync(file);
  }
}
