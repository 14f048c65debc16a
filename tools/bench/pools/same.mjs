import { deepStrictEqual } from 'node:assert/strict';

/** Calls each contestant once, and throws when it doesn't do what it should. */
export async function expectSame(contestants, expected) {
  for (const { name, call } of contestants) {
    deepStrictEqual(await call(), expected, `${name} has other results`);
  }
}
