import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { readArguments } from '../../tools/read-arguments.mjs';
import { USAGE, parseArguments } from './arguments.mjs';
import { cells } from './cells.mjs';
import { writePage } from './page.mjs';
import { runCell } from './run-cell.mjs';
import { stage } from './stage.mjs';
import { describeCounts, table } from './table.mjs';

/**
 * The whole program: runs the suites in each cell, or in those that are named, and prints the matrix. Exit code 1 when
 * something failed, and then what Jest printed there. With `--write` the matrix goes into docs/supported.md, too.
 */
export async function compat(args) {
  const options = readArguments(() => parseArguments(args), USAGE);
  if (options === undefined) return;
  // The binaries of Node are installed apart, and only for this.
  await import('../../tools/nodes/fetch.mjs');
  const results = await runCells(cells(options), options.suite);
  const failures = results.flatMap(({ cell, done }) =>
    done.filter(({ ok }) => !ok).map(({ suite, output }) => `\n${titleOf(cell)}: ${suite.name}\n\n${output}`),
  );
  const matrix = table(results);
  console.log([matrix, ...failures].join('\n'));
  if (failures.length > 0) process.exitCode = 1;
  else if (options.write) writePage(matrix);
}

async function runCells(wanted, names) {
  const supported = wanted.filter(({ unsupported }) => unsupported === undefined);
  for (const line of new Set(supported.map(({ line }) => line))) stage(line);
  const results = [];
  for (const cell of wanted) {
    const start = performance.now();
    const isSupported = supported.includes(cell);
    const done = isSupported ? await runCell(cell, { names, lanes: availableParallelism() }) : [];
    results.push({ cell, done });
    if (isSupported) {
      const seconds = Math.round((performance.now() - start) / 1000);
      console.error(`${titleOf(cell)}: ${describeCounts(done)}; ${seconds} s`);
    }
  }
  return results;
}

function titleOf({ node, line }) {
  return `Node ${node.version}, OpenTelemetry ${line.major}.x`;
}
