type OnAbort = (reason: unknown) => void;

interface Listening {
  readonly callbacks: Set<OnAbort>;
  readonly stop: () => void;
}

// One listener on a signal, however many jobs it may end: Node warns of a leak at the eleventh.
const listening = new WeakMap<AbortSignal, Listening>();

/** Calls `callback` when the signal aborts. Returns what takes it off again. */
export function onAbort(signal: AbortSignal | undefined, callback: OnAbort): () => void {
  if (signal === undefined) return () => undefined;
  const { callbacks, stop } = listening.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) stop();
  };
}

function listen(signal: AbortSignal): Listening {
  const callbacks = new Set<OnAbort>();
  const onEvent = () => {
    for (const callback of [...callbacks]) callback(signal.reason);
  };
  const entry: Listening = {
    callbacks,
    stop() {
      signal.removeEventListener('abort', onEvent);
      listening.delete(signal);
    },
  };
  signal.addEventListener('abort', onEvent, { once: true });
  listening.set(signal, entry);
  return entry;
}
