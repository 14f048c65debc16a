import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Resolves to what `look` gives as soon as that is something. The test's own timeout ends a wait in vain, which does not
 * keep the process alive then.
 */
export async function until<T>(look: () => T | false | undefined): Promise<T> {
  for (;;) {
    const seen = look();
    if (seen !== false && seen !== undefined) return seen;
    await sleep(5, undefined, { ref: false });
  }
}
