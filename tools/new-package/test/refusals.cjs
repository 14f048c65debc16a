// Calls the generator as nx does, with each of the options it is given as JSON, and prints what it refuses them with.
const { FsTree } = require('nx/src/generators/tree');
const newPackage = require('../generator.cjs');

async function refusalOf(options) {
  const tree = new FsTree(process.cwd(), false);
  const refusal = await newPackage(tree, options).then(
    () => undefined,
    ({ message }) => message,
  );
  return { refusal, written: tree.listChanges().length };
}

(async () => {
  const seen = [];
  for (const options of JSON.parse(process.argv[2])) seen.push(await refusalOf(options));
  console.log(JSON.stringify(seen));
})();
