import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The milliseconds that a program in this folder prints, in a process of its own; in nanoseconds. */
export async function measureApart(program, ...args) {
  const path = fileURLToPath(new URL(`${program}.mjs`, import.meta.url));
  const { stdout } = await run(process.execPath, [path, ...args]);
  const ms = Number(stdout);
  if (!(ms > 0)) throw new Error(`Expected ${program} ${args.join(' ')} to print a time, got "${stdout}"`);
  return ms * 1e6;
}
