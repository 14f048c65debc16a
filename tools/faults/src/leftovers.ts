const EVENTS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'exit',
  'beforeExit',
  'uncaughtException',
  'unhandledRejection',
  'warning',
  'message',
  'worker',
];

// Opened by whoever uses them first, and then there for good.
void [process.stdout, process.stderr];

/** What of this process there is to be left behind: handles that keep it alive, and listeners. */
export function takeStock(): string[] {
  const listeners = EVENTS.flatMap((event) =>
    Array.from({ length: process.listenerCount(event) }, () => `${event} listener`),
  );
  return [...process.getActiveResourcesInfo(), ...listeners];
}

/** What is there now and was not before. */
export function leftovers(before: readonly string[]): string[] {
  const known = [...before];
  return takeStock().filter((one) => {
    const position = known.indexOf(one);
    if (position >= 0) known.splice(position, 1);
    return position < 0;
  });
}
