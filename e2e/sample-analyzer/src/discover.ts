import { readdir, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { extname, resolve } from 'node:path';
import { globby } from 'globby';
import type { Options as GlobbyOptions } from 'globby';
import type { Analysis } from './analyze.js';
import { UsageError } from './options.js';

const EXTENSIONS = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx'];

export interface Discovery {
  /** Sorted, each file once. */
  readonly files: readonly string[];
  /** Folders that could not be looked into. */
  readonly skipped: Analysis['skipped'];
}

/**
 * The source files under the given paths. Folders called `node_modules`, hidden ones and what `.gitignore` files
 * name are left out; a path that is given itself never is.
 *
 * @throws UsageError for a path that does not exist, or a file of another kind
 */
export async function discoverFiles(paths: readonly string[]): Promise<Discovery> {
  const skipped = new Map<string, string>();
  const found = (await Promise.all(paths.map((path) => filesUnder(path, skipped)))).flat();
  return {
    // Paths stay as they are given; the same file given in two ways is still one file.
    files: [...new Map(found.map((path) => [resolve(path), path])).values()].sort(),
    skipped: [...skipped].map(([path, reason]) => ({ path, reason })),
  };
}

async function filesUnder(path: string, skipped: Map<string, string>): Promise<string[]> {
  if (!isDirectory(path)) return [path];
  const prefix = path === '.' ? '' : `${path.replace(/\/+$/, '')}/`;
  const given = resolve(path);
  const find = (ignored: GlobbyOptions) =>
    globby(`**/*.{${EXTENSIONS.join(',')}}`, {
      cwd: path,
      ignore: ['**/node_modules/**'],
      caseSensitiveMatch: false,
      followSymbolicLinks: false,
      suppressErrors: true,
      fs: {
        readdir: ((folder: string, options: { withFileTypes: true }, done: ReaddirDone) =>
          readdir(folder, options, (error, entries) => {
            if (error) {
              const inside = folder.slice(given.length + 1);
              skipped.set(inside === '' ? path : prefix + inside, `can't be read: ${error.code}`);
            }
            done(error, entries);
          })) as unknown as typeof readdir,
      },
      ...ignored,
    });
  const wanted = await find({ gitignore: true });
  // Nothing is left of a folder that is ignored itself; having been given, it is analyzed all the same.
  const files = wanted.length > 0 ? wanted : await find({ ignoreFiles: '**/.gitignore' });
  return files.map((file) => prefix + file);
}

type ReaddirDone = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;

function isDirectory(path: string): boolean {
  let found;
  try {
    found = statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `Expected a file or a folder, ${code === 'ENOENT' ? 'found nothing' : `got ${String(code)}`} at ${path}`,
    );
  }
  if (found.isDirectory()) return true;
  if (found.isFile() && EXTENSIONS.includes(extname(path).slice(1).toLowerCase())) return false;
  throw new UsageError(`Expected a folder or a file ending in .${EXTENSIONS.join(', .')}, got ${path}`);
}
