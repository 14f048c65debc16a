// Runs programs, one after the other, and prints what each of them returns. Argument, as JSON: their names; where their
// modules are; where those are that they start as workers or processes; what the executor's workers run.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { programs, modules, started = modules, workerEntry } = JSON.parse(process.argv[2]);
const pathOf = (pattern, name) => resolve(pattern.replace('*', name));
const surroundings = {
  file: (name) => pathOf(started, name),
  ...(workerEntry && { workerEntry: resolve(workerEntry) }),
};

const outcomes = {};
for (const name of programs) {
  const { run } = await import(pathToFileURL(pathOf(modules, name)));
  outcomes[name] = await run(surroundings);
}
console.log(JSON.stringify(outcomes));
