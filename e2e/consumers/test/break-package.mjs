import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutNpmSettings } from '@threadspan/packaging';

/**
 * Packs a package anew, with a file left out or another manifest, and gives its tarball in place of the right one.
 *
 * @template {{ name: string, folder: string, path: string, files: string[] }} Tarball
 * @param {Tarball[]} tarballs
 * @param {string} name of the package
 * @param {string} folder where to put it
 * @param {{ leftOut?: string, manifest?: (manifest: any) => any }} how
 * @returns {Tarball[]}
 */
export function breakPackage(tarballs, name, folder, { leftOut, manifest = (unchanged) => unchanged }) {
  return tarballs.map((tarball) => {
    if (tarball.name !== name) return tarball;
    const copy = mkdtempSync(join(folder, 'broken-'));
    for (const file of tarball.files.filter((file) => file !== leftOut)) {
      cpSync(join(tarball.folder, file), join(copy, file));
    }
    const path = join(copy, 'package.json');
    writeFileSync(path, JSON.stringify(manifest(JSON.parse(readFileSync(path, 'utf8')))));
    return { ...tarball, path: join(copy, packed(copy)) };
  });
}

function packed(folder) {
  const output = execFileSync('npm', ['pack', '--json', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    env: withoutNpmSettings(),
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  return JSON.parse(output)[0].filename;
}
