import { crashOf } from './crash-of.mjs';

/** A crash in a worker thread that nobody handles: the report knows the file and the worker. */
export async function run({ file }) {
  return crashOf([file('crash-in-worker'), file('analyzer')]);
}
