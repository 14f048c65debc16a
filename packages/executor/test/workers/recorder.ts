import { ParallelContext, withCurrentFunction, withSpan } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

const TURNS = 4;
const VISITS = 200;

/** Keeps the flight recorder of its worker busy, or waits until it is told to go on. */
export class Recorder {
  /** @param gate holds the constructor up until it opens */
  constructor(gate?: SharedArrayBuffer) {
    if (gate) waitFor(gate);
  }

  /** Enters scopes as fast as it can; all that stands in one of them says the same item and turn. */
  @WithParallelContext({ attributes: ([item]: readonly [number]) => ({ item }) })
  churn(item: number): number {
    // Of one length each, so that a mixture of two would still read like a note.
    const padding = 'é'.repeat((item * 97) % 600);
    const contexts = Array.from({ length: TURNS }, (_, turn) => {
      const tag = `${item}.${turn} ${padding}`;
      return withSpan(`span ${tag}`, { phase: `phase ${tag}` }, () =>
        withCurrentFunction(`function ${tag}`, () => this.capture(`file ${tag}`)),
      );
    });
    // A scope that is entered again is noted much faster than a new one.
    for (let visit = 0; visit < VISITS; visit += 1) contexts[visit % TURNS]?.run(() => undefined);
    return item;
  }

  @ProcessFile()
  capture(_path: string): ParallelContext {
    return ParallelContext.capture();
  }

  @ProcessFile()
  visit(path: string): string {
    return path;
  }

  /** Takes more than a millisecond over each path. */
  @ProcessFile()
  linger(path: string): string {
    const end = performance.now() + 2;
    while (performance.now() < end);
    return path;
  }

  /** Waits at the path that is called `stop`. */
  @ProcessFile()
  hold(path: string, gate: SharedArrayBuffer): string {
    return path === 'stop' ? withCurrentFunction('wait', () => (waitFor(gate), path)) : path;
  }
}

function waitFor(gate: SharedArrayBuffer): void {
  Atomics.wait(new Int32Array(gate), 0, 0);
}
