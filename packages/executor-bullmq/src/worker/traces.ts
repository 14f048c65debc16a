const TRACE_ID = /^[\da-f]{2}-([\da-f]{32})-/;

/** Whose traces there are: spans go home to the driver whose they are. */
export class Traces {
  readonly #drivers = new Map<string, string>();
  readonly #users = new Map<string, number>();

  /** A carrier of a driver's has come. Returns what says that it is of no use any more. */
  hold(carrier: unknown, driver: string): () => void {
    const propagation = (carrier as { readonly propagation?: Readonly<Record<string, unknown>> } | null)
      ?.propagation;
    const traceId = TRACE_ID.exec(String(propagation?.['traceparent']))?.[1];
    if (traceId === undefined) return () => undefined;
    this.#drivers.set(traceId, driver);
    this.#users.set(traceId, (this.#users.get(traceId) ?? 0) + 1);
    return () => {
      const users = this.#users.get(traceId)! - 1;
      this.#users.set(traceId, users);
      if (users > 0) return;
      this.#users.delete(traceId);
      this.#drivers.delete(traceId);
    };
  }

  /** Says of traces whether they are the driver's, or nobody's: such as have begun here. */
  belongTo(driver: string): (traceId: string) => boolean {
    return (traceId) => (this.#drivers.get(traceId) ?? driver) === driver;
  }
}
