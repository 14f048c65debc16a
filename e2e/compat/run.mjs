// The short form of the matrix, for `npm test`: the tests of the matrix itself, what depends on OpenTelemetry on the
// oldest Node that its 3.x line supports, and what depends on Node on the newest.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cells } from './cells.mjs';
import { runCell } from './run-cell.mjs';
import { stage } from './stage.mjs';
import { lines } from './lines.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const oldest = cells({ line: 3 }).find(({ unsupported }) => unsupported === undefined);
const newest = cells({ line: 2 }).at(-1);

for (const line of lines) stage(line);
const own = [
  fileURLToPath(new URL('../../tools/jest/run.mjs', import.meta.url)),
  ...process.argv.slice(2),
  // The packages are there once for each line.
  '--modulePathIgnorePatterns=/\\.staged/',
];
process.exitCode = spawnSync(process.execPath, own, { cwd: here, stdio: 'inherit' }).status ?? 1;
await run(oldest, ['cell', 'context', 'decorators', 'tracing']);
await run(newest, ['cell', 'executor']);

async function run(cell, names) {
  for (const { suite, ok, output, results } of await runCell(cell, { names, isShort: true })) {
    const title = `Node ${cell.node.version}, OpenTelemetry ${cell.line.major}.x: ${suite.name}`;
    process.stderr.write(`${title}\n${output}\n`);
    cpSync(
      `${results}/jest.json`,
      `${here}.test-results/${cell.node.major}-${cell.line.major}-${suite.name}.json`,
    );
    if (!ok) process.exitCode = 1;
  }
}
