// A trace is over when its last span has ended, which nobody can tell; so what is remembered has to have a bound.
const MAX_TRACES = 10_000;

/** What is known of the 10,000 traces that were asked about last, by trace id. */
export class TraceMemory<T> {
  readonly #known = new Map<string, T>();

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  get(traceId: string): T | undefined {
    const value = this.#known.get(traceId);
    if (value !== undefined) this.set(traceId, value);
    return value;
  }

  set(traceId: string, value: T): void {
    this.#known.delete(traceId);
    this.#known.set(traceId, value);
    if (this.#known.size <= MAX_TRACES) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
