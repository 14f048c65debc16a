type ProcessEvent = 'SIGINT' | 'SIGTERM' | 'uncaughtException' | 'unhandledRejection';

/** Loads a module and takes off what it puts on the process for these events; whatever was there before stays. */
export function loadQuietly<T>(load: () => T, events: readonly ProcessEvent[]): T {
  const emitter: NodeJS.EventEmitter = process;
  const before = events.map((event) => new Set(emitter.listeners(event)));
  const loaded = load();
  events.forEach((event, position) => {
    for (const listener of emitter.listeners(event)) {
      if (!before[position]?.has(listener)) emitter.off(event, listener as () => void);
    }
  });
  return loaded;
}
