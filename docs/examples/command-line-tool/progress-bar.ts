import { clearLine, cursorTo } from 'node:readline';
import { getProgress } from '@threadspan/context';
import { Presets, SingleBar } from 'cli-progress';

const REDRAW_MS = 100;

/** Shows the progress that all threads count together, when `stream` is a terminal. */
export function startProgressBar(stream: NodeJS.WriteStream) {
  if (!stream.isTTY) return { makeRoom() {}, stop() {} };
  const options = { stream, format: '[{bar}] {value}/{total} files', clearOnComplete: true, linewrap: null };
  const bar = new SingleBar(options, Presets.shades_classic);
  bar.start(getProgress().total, 0);
  const timer = setInterval(() => bar.update(getProgress().processed), REDRAW_MS);
  return {
    /** Clears the line for other text. The bar comes back below it. */
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
