import { crashOf } from './crash-of.js';
import type { Surroundings } from './surroundings.js';

/** A crash in a worker thread that nobody handles: the report knows the file and the worker. */
export async function run({ file, workerEntry = '' }: Surroundings) {
  return crashOf([file('crash-in-worker'), file('analyzer'), workerEntry]);
}
