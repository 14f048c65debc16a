import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readArguments } from '../../read-arguments.mjs';
import { USAGE, parseArguments } from './arguments.mjs';
import { caseNames, loadCase, ourCases } from './case.mjs';
import { circumstances } from './circumstances.mjs';
import { table } from './table.mjs';

const program = fileURLToPath(new URL('run-state.mjs', import.meta.url));

/** The whole program: measures, prints a table for each state, writes the JSON. `folder` is the URL of the cases. */
export async function bench(args, folder = ourCases) {
  const options = readArguments(() => parseArguments(args, caseNames(folder)), USAGE);
  if (options === undefined) return;
  const { names, quick, json } = options;
  const machine = circumstances();
  console.log(`Node ${machine.node}, ${machine.cpus} × ${machine.cpu}${quick ? ', too short to judge' : ''}`);
  const cases = [];
  for (const name of names) cases.push(await runCase(folder, name, quick));
  const report = { ...machine, date: new Date().toISOString(), quick, cases };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
}

async function runCase(folder, name, quick) {
  const { title, about, plot, states } = await loadCase(folder, name);
  const measure = (state) => runState(folder, name, state, quick);
  // Side by side where figures don't matter.
  const ahead = quick ? await Promise.all(states.map(measure)) : [];
  const measured = [];
  for (const [index, state] of states.entries()) {
    const results = ahead[index] ?? (await measure(state));
    console.log(`\n${name}: ${title}, ${state}\n${table(results)}`);
    measured.push({ state, results });
  }
  return { name, title, about, plot, states: measured };
}

async function runState(folder, name, state, quick) {
  const args = [folder, name, state, quick ? 'quick' : 'normal'];
  const child = fork(program, args, { execArgv: ['--expose-gc'] });
  let results;
  child.on('message', (message) => (results = message));
  const [code, signal] = await once(child, 'close');
  if (results === undefined || code !== 0) {
    throw new Error(
      `The case ${name} (${state}) ended with ${signal ?? `code ${code}`} before it was measured`,
    );
  }
  return results;
}
