import { clearLine, cursorTo } from 'node:readline';
import { SingleBar } from 'cli-progress';
import { getProgress } from '@threadspan/context';

const REDRAW_MS = 100;

/** Shows the shared progress of all threads on standard error, when that is a terminal. */
export interface ProgressBar {
  setPhase(phase: string): void;
  /** Clears the line for somebody else's text; the bar comes back below it. */
  makeRoom(): void;
  stop(): void;
}

// … and the bar must not go back, when it ends, to where it began: that is above them.
function stayOnLine(bar: SingleBar): void {
  const { terminal } = bar as unknown as { terminal: { cursorSave(): void; cursorRestore(): void } };
  terminal.cursorSave = terminal.cursorRestore = () => undefined;
}

export function startProgressBar(stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY) return { setPhase() {}, makeRoom() {}, stop() {} };
  const bar = new SingleBar({
    stream,
    format: '{phase} [{bar}] {value}/{total} files',
    hideCursor: true,
    clearOnComplete: true,
    // Reports may be printed while the bar is up, by whomever: their lines have to wrap …
    linewrap: null,
  });
  stayOnLine(bar);
  let phase = 'starting';
  bar.start(0, 0, { phase });
  const draw = () => {
    const { processed, total } = getProgress();
    bar.setTotal(total);
    bar.update(processed, { phase });
  };
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    setPhase(next) {
      phase = next;
    },
    makeRoom() {
      clearLine(stream, 0);
      cursorTo(stream, 0);
    },
    stop() {
      clearInterval(timer);
      bar.stop();
    },
  };
}
