import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.mjs';

const manifestOfTools = fileURLToPath(new URL('dev-tools', import.meta.url));
const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

/**
 * Makes a project and installs a subset into it, for production.
 *
 * @param {{ packages: string[], peers: string[] }} subset one of `subsets`
 * @param {{ name: string, path: string }[]} tarballs the packed packages
 * @param {string} folder where the project is to be, outside of any other project
 * @returns {Promise<string[]>} the names of all packages in its tree, sorted; one that is there twice is there twice
 */
export async function installSubset(subset, tarballs, folder) {
  await install(subset, tarballs, folder, 'hoisted');
  // Fails where a peer is missing, or of a version that does not fit.
  await runCommand(folder, 'npm', ['ls', '--all', '--loglevel=error']);
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  return Object.keys(lock.packages)
    .map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
    .sort();
}

/** The same with a tree in which a package finds those that it has declared and those of the project, and no others. */
export async function installLinked(subset, tarballs, folder) {
  await install(subset, tarballs, folder, 'linked');
}

async function install({ packages, peers }, tarballs, folder, strategy) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const paths = packages.map(
    (name) => tarballs.find((tarball) => tarball.name === `@threadspan/${name}`).path,
  );
  const how = ['--omit=dev', `--install-strategy=${strategy}`, ...quietly];
  await runCommand(folder, 'npm', ['install', ...how, ...paths, ...peers]);
}

/** Installs the tools of all stacks, once, apart from the projects. */
export async function installTools(folder) {
  cpSync(manifestOfTools, folder, { recursive: true });
  // Not `npm ci`: that refuses a lock file without the optional packages of every other platform.
  await runCommand(folder, 'npm', ['install', '--no-save', ...quietly]);
}

/**
 * Gives a folder the tools it asks for. They are linked one by one, so that nothing of what they depend on can be found
 * by a package that forgot to declare it.
 */
export function linkTools(names, tools, folder) {
  for (const name of names) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(tools, 'node_modules', name), link, 'junction');
  }
}
