import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * What publint, at its strictest, remarks on a tarball.
 *
 * @param {string} path
 * @returns {Promise<string[]>} messages of any kind, suggestions too
 */
export async function lintTarball(path) {
  const { messages, pkg } = await publint({ pack: { tarball: bytesOf(path).buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
}

/**
 * Whether the types in a tarball are found, and tell the truth: asks attw for every entry point, as `require` and
 * `import` in Node, bundlers, and the `node10` of older settings resolve it.
 *
 * @param {string} path
 * @returns {Promise<{ entryPoints: string[], problems: string[] }>} entry points as in `exports`
 */
export async function checkTypes(path) {
  const analysis = await checkPackage(createPackageFromTarballData(bytesOf(path)));
  if (!analysis.types) return { entryPoints: [], problems: ['There are no types'] };
  return {
    entryPoints: Object.keys(analysis.entrypoints),
    problems: analysis.problems.map(({ kind, entrypoint, resolutionKind }) =>
      [kind, entrypoint, resolutionKind].filter((part) => part !== undefined).join(' '),
    ),
  };
}

function bytesOf(path) {
  return new Uint8Array(readFileSync(path));
}
