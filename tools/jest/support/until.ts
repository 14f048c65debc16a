import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves to what `look` gives as soon as that is something; the test's own timeout ends a wait in vain. */
export async function until<T>(look: () => T | false | undefined): Promise<T> {
  for (;;) {
    const seen = look();
    if (seen !== false && seen !== undefined) return seen;
    await sleep(5);
  }
}
