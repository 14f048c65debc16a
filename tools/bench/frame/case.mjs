/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => unknown} [call] one operation, sync or async; it returns what came of it
 * @property {() => number | Promise<number>} [figure] instead of `call`: returns what it has measured itself
 * @property {'ns' | 'bytes' | 'count'} [unit] what `figure` counts; 'ns' by default
 * @property {number} [items] how many items one call does; figures are for one item. 1 by default
 * @property {boolean} [peer] whether it does the same with another pool
 * @property {string} [baseline] the contestant it is compared with
 * @property {Aim | Aim[]} [aim]
 */

/**
 * @typedef {{ ratio: number, baseline?: string } | { ns: number } | { over: number } | { ahead: true }} Aim at most
 *   this many times its own baseline, or the contestant's (`FASTEST_PEER`: whichever that is); at most this many
 *   nanoseconds; so many more than the baseline; not behind any peer, that is slower than it in three rounds of four
 */

/**
 * @typedef {object} Case
 * @property {string} title what is measured, and in what circumstances
 * @property {string} [about] a paragraph, in plain prose: where the rest of the time goes
 * @property {boolean} [long] whether a call takes milliseconds or more; each round has but one of it then
 * @property {{ title: string, states: readonly string[] }} [plot] of the figures against the `items` of contestants;
 *   those of one name are one line through the states
 * @property {readonly string[]} states what differs in global state, or in size; each has a process of its own
 * @property {(state: string, measure: Measure, options: { quick: boolean }) => Promise<void>} run sets up what the
 *   contestants need, awaits `measure` once, and takes it down again; with `quick`, sizes should be small
 */

/** @typedef {(contestants: Contestant[]) => Promise<void>} Measure */

import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

/** The baseline of an aim at whichever peer is the fastest. */
export const FASTEST_PEER = 'the fastest peer';

/** Where our cases are: each is a module in this folder. */
export const ourCases = new URL('..', import.meta.url).href;

/** The names of all cases in a folder. */
export function caseNames(folder) {
  return readdirSync(new URL(folder))
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => basename(file, '.mjs'));
}

/** @returns {Promise<Case>} */
export async function loadCase(folder, name) {
  return (await import(new URL(`${name}.mjs`, folder).href)).default;
}
