/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => unknown} call one operation, sync or async; it returns what came of it
 * @property {string} [baseline] the contestant it is compared with
 * @property {Aim} [aim]
 */

/**
 * @typedef {{ ratio: number } | { ns: number } | { over: number }} Aim at most this many times the baseline, this
 *   many nanoseconds, or so many more than the baseline
 */

/**
 * @typedef {object} Case
 * @property {string} title what is measured, and in what circumstances
 * @property {readonly string[]} states what differs in global state; each is measured in a process of its own
 * @property {(state: string, measure: (contestants: Contestant[]) => Promise<void>) => Promise<void>} run
 */

import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

const folder = new URL('..', import.meta.url);

/** The names of all cases: each is a module in the folder above. */
export const caseNames = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => basename(file, '.mjs'));

/** @returns {Promise<Case>} */
export async function loadCase(name) {
  return (await import(new URL(`${name}.mjs`, folder).href)).default;
}
