import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../repository.mjs';

/** The modules that programs, and the packages among themselves, import: whose, by which name, from which source. */
export function publicEntries() {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
    return Object.entries(manifest.exports)
      .filter(([, { types }]) => types !== undefined)
      .map(([path, { types }]) => ({
        owner: manifest.name,
        name: `${manifest.name}${path.slice(1)}`,
        file: join(root, 'packages', folder, types.replace('./dist/', 'src/').replace('.d.ts', '.ts')),
      }));
  });
}
