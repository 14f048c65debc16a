import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = fileURLToPath(new URL('memory.mjs', import.meta.url));

/**
 * V8 lets the young generation of each thread grow with the garbage of the first million numbers, up to 16 MB a
 * semi-space, and the old one as far as it may. That is memory that nobody holds; so here both have their size fixed.
 */
export const FIXED_HEAP = ['--min-semi-space-size=8', '--max-semi-space-size=8', '--max-old-space-size=24'];

/**
 * Streams so many numbers through two workers, in a process of its own.
 * @returns {Promise<{ count: number, ms: number, peakBytes: number }>}
 */
export async function streamApart(count, execArgv = []) {
  const { stdout } = await run(process.execPath, [...execArgv, program, String(count)]);
  return JSON.parse(stdout);
}
