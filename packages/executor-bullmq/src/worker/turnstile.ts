// Whoever is through with the worst of it by then lets the next one begin.
const MAX_STAY_MS = 10_000;

/** Lets a few in at a time, in the order in which they came. */
export class Turnstile {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves, when there is a place, to what gives it back. */
  async enter(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let hasLeft = false;
    const leave = () => {
      clearTimeout(timer);
      if (hasLeft) return;
      hasLeft = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
    const timer = setTimeout(leave, MAX_STAY_MS).unref();
    return leave;
  }
}
