// A trace is over when its last span has ended, which nobody can tell; so what is remembered has to have a bound.
const MAX_RECENT = 5_000;

/** What is known of traces, by trace id: of the 5,000 that were met last for sure, of older ones perhaps. */
export class TraceMemory<T> {
  #recent = new Map<string, T>();
  #older = new Map<string, T>();

  get isEmpty(): boolean {
    return this.#recent.size + this.#older.size === 0;
  }

  get(traceId: string): T | undefined {
    const value = this.#recent.get(traceId);
    if (value !== undefined) return value;
    const older = this.#older.get(traceId);
    if (older !== undefined) this.set(traceId, older);
    return older;
  }

  set(traceId: string, value: T): void {
    this.#recent.set(traceId, value);
    if (this.#recent.size < MAX_RECENT) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }
}
