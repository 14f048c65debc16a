import { parseArgs } from 'node:util';
import { readArguments } from '../../tools/read-arguments.mjs';
import { allCells, runCells } from './consumers.mjs';
import { chooseCells } from './choose-cells.mjs';
import { renderTable } from './table.mjs';

const USAGE = 'Usage: npm run consumers [-- --only SUBSET | STACK | SUBSET/STACK]…';

/** The whole program: runs the cells, prints their table. Exit code 1 with the output of those that failed. */
export async function consumers(args) {
  const cells = readArguments(() => parseArguments(args), USAGE);
  if (cells === undefined) return;
  // Else it would end without a last word, and leave its projects behind.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const startedAt = performance.now();
  const run = runCells(cells);
  const installations = await settled(run.installations);
  const results = await settled(run.cells);
  run.remove();
  console.log(renderTable(installations, results));
  const failed = [...installations, ...results].filter(({ passed }) => passed === false);
  for (const { subset, stack, output } of failed) {
    console.log(`\n${subset.name}${stack ? ` on ${stack.name}` : ''}\n${output}`);
  }
  const count = results.filter(({ passed }) => passed).length;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  console.log(`\n${count} of ${results.filter(({ reason }) => !reason).length} cells work (${seconds} s)`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

function parseArguments(args) {
  const { values } = parseArgs({ args, options: { only: { type: 'string', multiple: true, default: [] } } });
  return chooseCells(allCells, values.only);
}

function settled(promised) {
  return Promise.all(promised.map(async ({ result, ...rest }) => ({ ...rest, ...(await result) })));
}
