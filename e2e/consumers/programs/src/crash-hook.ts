import { crashOf } from './crash-of.js';
import type { Surroundings } from './surroundings.js';

/** A child process that crashes: its exit code, what it prints, and what it leaves. */
export async function run({ file }: Surroundings) {
  return crashOf([file('crash')]);
}
