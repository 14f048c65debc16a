import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readArguments } from '../read-arguments.mjs';
import { FIXED_HEAP, streamApart } from './stream-apart.mjs';
import { checksTable } from './tables.mjs';

const USAGE = 'Usage: npm run soak [-- --quick] [--seed NUMBER]';
const program = (name) => fileURLToPath(new URL(`${name}.mjs`, import.meta.url));

const FEW = 100_000;
// Far more than they ever take: what is not done by then hangs.
const QUICK = { count: 4_000, faultyPart: 0.03, deadlineMs: 2 * 60_000, many: 1_000_000 };
const FULL = { count: 100_000, faultyPart: 0.01, deadlineMs: 15 * 60_000, many: 10_000_000 };
// How much more the many may take at their peak than the few.
const TOLERANCE = 1.15;

/** The whole program: mixed work with faults in it, then a stream of millions. Exit code 1 when something is off. */
export async function soak(args) {
  const options = readArguments(() => parseArguments(args), USAGE);
  if (options === undefined) return;
  const { quick, seed } = options;
  console.log(`Node ${process.version}, ${availableParallelism()} CPUs, seed ${seed}`);
  const { count, faultyPart, deadlineMs, many } = quick ? QUICK : FULL;
  const soakArgs = ['--expose-gc', program('run-soak'), count, faultyPart, seed].map(String);
  const soaked = spawnSync(process.execPath, soakArgs, { stdio: 'inherit', timeout: deadlineMs });
  if (soaked.error) console.error(`The soak did not come to its end: ${soaked.error.message}`);
  const isFlat = await streamMillions(many);
  process.exitCode = soaked.status === 0 && isFlat ? 0 : 1;
}

function parseArguments(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isInteger(seed)) throw new Error(`Expected the seed to be an integer, got "${values.seed}"`);
  return { ...values, seed };
}

async function streamMillions(count) {
  const few = await streamApart(FEW, FIXED_HEAP);
  const many = await streamApart(count, FIXED_HEAP);
  const limit = few.peakBytes * TOLERANCE;
  const ok = many.peakBytes <= limit;
  const what = `peak memory, ${count.toLocaleString('en')} items in ${(many.ms / 1_000).toFixed(1)} s`;
  console.log(checksTable([{ what, got: mb(many.peakBytes), expected: `at most ${mb(limit)}`, ok }]));
  return ok;
}

function mb(bytes) {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
