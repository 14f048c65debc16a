// Runs programs, one after the other, and prints what each of them returns. Argument, as JSON: their names, and where
// their modules are.
const { resolve } = require('node:path');

const { programs, modules } = JSON.parse(process.argv[2]);
const file = (name) => resolve(modules.replace('*', name));

async function main() {
  const outcomes = {};
  for (const name of programs) outcomes[name] = await require(file(name)).run({ file });
  console.log(JSON.stringify(outcomes));
}

main();
