import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository, without a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).slice(0, -1);

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Where the repository is shown: `https://github.com/OWNER/NAME`. */
export const repository = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** Where the repository's host shows a file or folder, given by its path from the root. */
export function fileUrl(path) {
  const isFolder = statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory();
  return `${repository}/${isFolder ? 'tree' : 'blob'}/main/${path}`;
}
