interface Handle {
  ref(): void;
  unref(): void;
}

/** Whether some handles keep the process alive: all of them, or none. They do at first. */
export class KeepAlive {
  readonly #handles: readonly Handle[];
  #isKept = true;

  constructor(...handles: readonly Handle[]) {
    this.#handles = handles;
  }

  keep(isKept: boolean): void {
    if (isKept === this.#isKept) return;
    this.#isKept = isKept;
    for (const handle of this.#handles) {
      if (isKept) handle.ref();
      else handle.unref();
    }
  }
}
