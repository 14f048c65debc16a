import { crashOf } from './crash-of.mjs';

/** A child process that crashes: its exit code, what it prints, and what it leaves. */
export async function run({ file }) {
  return crashOf([file('crash')]);
}
