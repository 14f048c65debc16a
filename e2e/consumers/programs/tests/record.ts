import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Surroundings } from '../src/surroundings.js';

/** Workers and processes run outside of the test runner: they load TypeScript through tsx. */
export const surroundings: Surroundings = { file: (name) => resolve('tsx', `${name}.cjs`) };

/** Leaves what a program returned for those who compare it. */
export function record(program: string, outcome: unknown): void {
  mkdirSync('outcomes', { recursive: true });
  writeFileSync(resolve('outcomes', `${program}.json`), JSON.stringify(outcome));
}
