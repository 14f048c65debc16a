/** Ways to break the analysis of a file, so that anyone can see what is reported of it. */
export const FAULT_KINDS = ['throw', 'reject', 'timer', 'exit', 'oom', 'hang', 'kill'] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Faults that take the whole thread along, which only a worker thread can bear. `kill` takes even the process. */
export const FATAL_FAULTS: ReadonlySet<FaultKind> = new Set(['exit', 'oom', 'hang']);

/** Breaks the analysis of each file whose path ends in `suffix`. */
export interface Fault {
  readonly kind: FaultKind;
  readonly suffix: string;
}

/**
 * Reads `KIND@SUFFIX`.
 * @throws Error that says what was expected
 */
export function parseFault(text: string): Fault {
  const separator = text.indexOf('@');
  const kind = FAULT_KINDS.find((known) => known === text.slice(0, separator));
  const suffix = text.slice(separator + 1);
  if (separator < 0 || kind === undefined || suffix === '') {
    throw new Error(`Expected KIND@SUFFIX with KIND one of ${FAULT_KINDS.join(', ')}.`);
  }
  return { kind, suffix };
}

/** Does what the fault says. */
export function breakDown({ kind }: Fault, path: string): Promise<never> {
  switch (kind) {
    case 'throw':
      throw new TypeError(`Cannot read properties of undefined (reading 'body') in ${path}`);
    case 'reject':
      return Promise.reject(new Error(`The parse of ${path} was rejected`));
    case 'timer':
      // A callback that throws where nobody can catch it, and never answers.
      return new Promise(() => {
        setTimeout(() => {
          throw new Error(`A detached callback of ${path} threw`);
        }, 1);
      });
    case 'exit':
      process.exit(3);
    // eslint-disable-next-line no-fallthrough -- process.exit() does not return
    case 'oom':
      return fillMemory();
    case 'hang':
      for (;;);
    case 'kill':
      // As the system does when memory runs out: not at once.
      return new Promise(() => {
        setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1_000);
      });
  }
}

function fillMemory(): never {
  const kept: unknown[] = [];
  for (;;) kept.push(new Array(100_000).fill(kept.length));
}
