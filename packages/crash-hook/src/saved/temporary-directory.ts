import { lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A directory among the temporary files that belongs to this user and that nobody else can look into; made if missing.
 * The place is shared: where somebody else took the name, it is a new one with a name of its own. Throws where none can
 * be made.
 */
export function privateTemporaryDirectory(): string {
  const user = process.getuid?.();
  const directory = join(tmpdir(), user === undefined ? 'threadspan-crash' : `threadspan-crash-${user}`);
  return isOurs(directory, user) ? directory : mkdtempSync(`${directory}-`);
}

function isOurs(directory: string, user: number | undefined): boolean {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const status = lstatSync(directory); // does not follow a link that was laid there
  if (!status.isDirectory()) return false;
  // Where there are no user ids, the place for temporary files is the user's own.
  return user === undefined || (status.uid === user && (status.mode & 0o077) === 0);
}
