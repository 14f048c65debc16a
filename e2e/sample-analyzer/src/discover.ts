import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { globby } from 'globby';
import type { Options as GlobbyOptions } from 'globby';
import { UsageError } from './options.js';

const EXTENSIONS = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx'];

/**
 * The source files under the given paths, sorted, each once. Folders called `node_modules`, hidden ones and what
 * `.gitignore` files name are left out; a path that is given itself never is.
 *
 * @throws UsageError for a path that does not exist, or a file of another kind
 */
export async function discoverFiles(paths: readonly string[]): Promise<string[]> {
  const found = (await Promise.all(paths.map(filesUnder))).flat();
  // Paths stay as they are given; the same file given in two ways is still one file.
  return [...new Map(found.map((path) => [resolve(path), path])).values()].sort();
}

async function filesUnder(path: string): Promise<string[]> {
  if (!isDirectory(path)) {
    if (EXTENSIONS.includes(extname(path).slice(1))) return [path];
    throw new UsageError(`Expected a file ending in .${EXTENSIONS.join(', .')}, got ${path}`);
  }
  const find = (ignored: GlobbyOptions) =>
    globby(`**/*.{${EXTENSIONS.join(',')}}`, {
      cwd: path,
      ignore: ['**/node_modules/**'],
      followSymbolicLinks: false,
      suppressErrors: true,
      ...ignored,
    });
  const wanted = await find({ gitignore: true });
  // Nothing is left of a folder that is ignored itself; having been given, it is analyzed all the same.
  const files = wanted.length > 0 ? wanted : await find({ ignoreFiles: '**/.gitignore' });
  return files.map((file) => (path === '.' ? file : `${path.replace(/\/+$/, '')}/${file}`));
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'found nothing' : `got ${String(code)}`;
    throw new UsageError(`Expected a file or a folder, ${found} at ${path}`);
  }
}
