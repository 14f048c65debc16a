import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../projects.mjs';

/** The manifests of the packages that are published, by their folder. */
export function publishedPackages() {
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .map((name) => join(packages, name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => !manifest.private);
}

/**
 * Packs the built packages as `npm publish` would.
 *
 * @param {string} destination folder for the tarballs, made if it is missing
 * @returns {Promise<{ name: string, manifest: any, folder: string, path: string, size: number, unpackedSize: number, files: string[] }[]>}
 *   the path is that of the tarball; sizes in bytes; files as paths within the package
 */
export async function pack(destination) {
  mkdirSync(destination, { recursive: true });
  return Promise.all(
    publishedPackages().map(({ folder, manifest }) => packOne(folder, manifest, destination)),
  );
}

async function packOne(folder, manifest, destination) {
  const args = ['pack', '--json', '--loglevel=error', '--pack-destination', destination];
  const { stdout } = await promisify(execFile)('npm', args, {
    cwd: folder,
    env: withoutNpmSettings(),
    shell: process.platform === 'win32',
  });
  const [{ filename, size, unpackedSize, files }] = JSON.parse(stdout);
  return {
    name: manifest.name,
    manifest,
    folder,
    path: join(destination, filename),
    size,
    unpackedSize,
    files: files.map(({ path }) => path),
  };
}

/** The environment without what npm tells the scripts it runs: another npm would take that for its own settings. */
export function withoutNpmSettings() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
}
