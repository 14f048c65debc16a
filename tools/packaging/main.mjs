import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readArguments } from '../read-arguments.mjs';
import { checkTypes, lintTarball } from './check-tarball.mjs';
import { pack } from './pack.mjs';
import { oversizes, recordSizes } from './sizes.mjs';
import { packagesTable } from './table.mjs';

const USAGE = 'Usage: npm run packages [-- --record]';

/**
 * Packs all packages and prints what is in the tarballs and what the checkers say. Exit code 1 when they say something,
 * or when a tarball has outgrown its recorded size. With `--record` the sizes are recorded as they are.
 */
export async function packages(args) {
  const options = readArguments(
    () => parseArgs({ args, options: { record: { type: 'boolean', default: false } } }).values,
    USAGE,
  );
  if (options === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'threadspan-packages-'));
  try {
    const packed = await pack(folder);
    const checked = [];
    for (const tarball of packed) {
      const attw = (await checkTypes(tarball.path)).problems;
      checked.push({ ...tarball, publint: await lintTarball(tarball.path), attw });
    }
    console.log(packagesTable(checked));
    if (options.record) recordSizes(packed);
    const complaints = [
      ...checked.flatMap(({ name, publint, attw }) =>
        [...publint, ...attw].map((text) => `${name}: ${text}`),
      ),
      ...oversizes(packed),
    ];
    for (const complaint of complaints) console.error(complaint);
    process.exitCode = complaints.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
