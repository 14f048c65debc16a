import { execFile, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { checksTable } from './tables.mjs';

const USAGE = 'Usage: npm run soak [-- --quick] [--seed NUMBER]';
const program = (name) => fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
const run = promisify(execFile);

// V8 lets the young generation of each thread grow with the garbage of the first million numbers, up to 16 MB a
// semi-space, and the old one as far as it may. That is memory that nobody holds; so both have their size fixed.
const FIXED_HEAP = ['--min-semi-space-size=8', '--max-semi-space-size=8', '--max-old-space-size=24'];
const FEW = 100_000;
// Far more than they ever take: what is not done by then hangs.
const QUICK = { count: 4_000, faultyPart: 0.03, deadlineMs: 2 * 60_000, many: 1_000_000 };
const FULL = { count: 100_000, faultyPart: 0.01, deadlineMs: 15 * 60_000, many: 10_000_000 };
// How much more the many may take at their peak than the few.
const TOLERANCE = 1.15;

/** The whole program: mixed work with faults in it, then a stream of millions. Exit code 1 when something is off. */
export async function soak(args) {
  let options;
  try {
    options = parseArguments(args);
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
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
  const few = await stream(FEW);
  const many = await stream(count);
  const limit = Math.round(few.peakMb * TOLERANCE);
  const ok = many.peakMb <= limit;
  const what = `peak memory, ${count.toLocaleString('en')} items in ${(many.ms / 1_000).toFixed(1)} s`;
  console.log(checksTable([{ what, got: `${many.peakMb} MB`, expected: `at most ${limit} MB`, ok }]));
  return ok;
}

async function stream(count) {
  const { stdout } = await run(process.execPath, [...FIXED_HEAP, program('memory'), String(count)]);
  return JSON.parse(stdout);
}
