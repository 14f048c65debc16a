// Prints how many milliseconds a run takes in which nothing goes wrong: node healthy-run.mjs WAY
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCrashHook } from '@threadspan/crash-hook';
import { createExecutor } from '@threadspan/executor';
import { Doubler } from '../../soak/doubler.mjs';

const CALLS = 2_000_000;
const NUMBERS = 100_000;

const reportDir = mkdtempSync(join(tmpdir(), 'healthy-run-'));
const ways = {
  'without a hook': () => undefined,
  'hook installed': () => installCrashHook({ appName: 'bench', reportDir }),
  'hook with last words': () => installCrashHook({ appName: 'bench', reportDir, lastWords: true }),
};

const hook = ways[process.argv[2]]();
const doubler = new Doubler();
const executor = createExecutor({ workers: 2 });
const remote = await executor.spawn(Doubler, { module: new URL('../../soak/doubler.mjs', import.meta.url) });
const numbers = Array.from({ length: NUMBERS }, (_, index) => index);
inline(CALLS / 10);
await remote.double(1);

const start = performance.now();
const sum = inline(CALLS);
const doubled = await executor.parIter(numbers).mapWithContext(remote.double).collect();
const ms = performance.now() - start;

await executor.close();
hook?.uninstall();
rmSync(reportDir, { recursive: true });
if (sum !== CALLS * (CALLS - 1) || doubled.at(-1) !== 2 * (NUMBERS - 1))
  throw new Error('Expected them doubled');
console.log(ms);

function inline(calls) {
  let sum = 0;
  for (let index = 0; index < calls; index += 1) sum += doubler.double(index);
  return sum;
}
