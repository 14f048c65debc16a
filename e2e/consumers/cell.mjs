import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import { linkTools } from './install.mjs';
import { programs } from './programs.mjs';

/**
 * Runs the programs of a subset on a stack, in a project that the subset is installed in.
 *
 * @param {object} subset one of `subsets`
 * @param {object} stack one of `stacks`
 * @param {object} places
 * @param {string} places.project the folder that the subset is installed in
 * @param {string} places.tools the folder with the tools
 * @param {{ name: string, path: string }[]} places.tarballs the packed packages
 * @throws Error with what a command printed that failed, or with what a program returned that should have been another
 */
export async function runCell(subset, stack, { project, tools, tarballs }) {
  const ownFolder = stack.name.replace(/\W+/g, '-');
  const folder = stack.isApart ? `${project}-${ownFolder}` : join(project, ownFolder);
  mkdirSync(folder);
  linkTools(stack.tools, tools, folder);
  const names = programsOn(subset, stack);
  const outcomes = await stack.run({ folder, subset, tarballs, programs: names });
  const differences = names
    .filter((name) => !isDeepStrictEqual(outcomes[name], programs[name].expected))
    .map((name) => difference(name, programs[name].expected, outcomes[name]));
  if (differences.length > 0) throw new Error(differences.join('\n'));
}

function difference(name, expected, outcome) {
  const [wanted, got] = [expected, outcome].map((value) => inspect(value, { depth: null, breakLength: 100 }));
  return `Expected the program ${name} to return\n${wanted}\ngot\n${got}`;
}

function programsOn({ packages, programs }, { name }) {
  if (name !== 'NestJS') return programs;
  return ['nestjs', ...(packages.includes('executor') ? ['nestjs-workers'] : []), ...programs];
}
