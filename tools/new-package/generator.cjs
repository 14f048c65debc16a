const { join } = require('node:path');
const {
  formatFiles,
  generateFiles,
  joinPathFragments,
  logger,
  names,
  readJson,
  writeJson,
} = require('@nx/devkit');

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
// What the files and imports of a new package are called already, and words that no function can have as its name there.
const TAKEN = ['index', 'errors', 'with-span', 'get-span-hierarchy', 'await', 'undefined'];
// That of registries, less the scope.
const MAX_LENGTH = 214 - '@threadspan/'.length;
// What a test asks of every manifest.
const SENTENCE = /^.{20,}\.$/;
// What is the same in every package is taken from here when a new one is made.
const MODEL = 'packages/context';

/**
 * Writes packages/<name>: a package that builds, is documented and tested, and has one function to be replaced.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, description?: string }} options
 * @returns {Promise<() => void>} tells what to do next, when the files are written
 * @throws {Error} if the name is not in kebab-case, or taken, or no name for a function, or if the description is no
 *   sentence
 */
module.exports = async function newPackage(tree, { name, description }) {
  if (!KEBAB_CASE.test(name)) {
    throw new Error(`Expected the name in kebab-case, as "log-lines", got "${name}"`);
  }
  if (name.length > MAX_LENGTH) {
    throw new Error(`Expected a name of at most ${MAX_LENGTH} characters, got ${name.length}`);
  }
  if (TAKEN.includes(name) || isReserved(names(name).propertyName)) {
    throw new Error(`Expected a name that its first function can have, got "${name}": take another name`);
  }
  if (description !== undefined && !SENTENCE.test(description)) {
    throw new Error(
      `Expected the description to be one sentence in one line, with a full stop, got ${JSON.stringify(description)}`,
    );
  }
  const folder = joinPathFragments('packages', name);
  if (tree.exists(folder)) {
    throw new Error(
      `Expected the name of a package that is not there yet, but ${folder} is: take another name`,
    );
  }
  const manifest = manifestOf(tree, name, description);
  generateFiles(tree, join(__dirname, 'files'), folder, {
    ...names(name),
    name,
    packageName: manifest.name,
    description: manifest.description,
    version: manifest.version,
    node: manifest.engines.node.replace('>=', ''),
  });
  writeJson(tree, joinPathFragments(folder, 'package.json'), manifest);
  const copy = (from, to) => tree.write(joinPathFragments(folder, to), tree.read(from));
  copy('LICENSE', 'LICENSE');
  for (const path of ['tsconfig.json', 'test/tsconfig.json']) copy(joinPathFragments(MODEL, path), path);
  await formatFiles(tree);
  return () => logger.info(nextSteps(manifest.name, folder));
};

/** Whether modules have another use for the word. */
function isReserved(word) {
  try {
    new Function(`'use strict'; let ${word};`);
    return false;
  } catch {
    return true;
  }
}

/** That of the model, with what is its own put right. */
function manifestOf(tree, name, description) {
  const model = readJson(tree, joinPathFragments(MODEL, 'package.json'));
  const sibling = readJson(tree, 'packages/decorators/package.json');
  const moved = JSON.parse(JSON.stringify(model).replaceAll(MODEL, joinPathFragments('packages', name)));
  const { '.': main, './package.json': self } = moved.exports;
  const manifest = {
    ...moved,
    name: `@threadspan/${name}`,
    description: description ?? `TODO: what ${name} is for, in one sentence.`,
    exports: { '.': main, './package.json': self },
    dependencies: { '@threadspan/context': sibling.dependencies['@threadspan/context'] },
    devDependencies: { '@opentelemetry/api': model.devDependencies['@opentelemetry/api'] },
  };
  // In the order of the others: dependencies come before those of peers.
  const { peerDependencies, devDependencies, nx, ...rest } = manifest;
  return { ...rest, peerDependencies, devDependencies, nx };
}

const nextSteps = (name, folder) => `
${name} is in ${folder}. What is left to you:

  1. npm install
     links it into the workspace; commit package-lock.json
  2. npx nx run-many -t build typecheck test -p ${name}
  3. ${folder}/src
     the function there is an example: put yours in its place
  4. npm run api-reports
     writes down its public surface, for review
  5. npm run packages -- --record
     writes down how large it is
  6. tools/packaging/test/definitions.test.ts
     name one of its exports, and the source of that
  7. e2e/consumers/subsets.mjs, e2e/consumers/programs
     a subset that has it, a program for that, and one in programs/misuse that must not compile
  8. README.md
     give it a row in the table of packages
  9. npm run release -- plan
     says what will be in its changelog

npm test fails until 1 and 4 to 7 are done.
`;
