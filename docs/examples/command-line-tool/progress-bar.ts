import { clearLine, cursorTo } from 'node:readline';
import { getProgress } from '@threadspan/context';
import { Presets, SingleBar } from 'cli-progress';

const REDRAW_MS = 100;
const SAVE_CURSOR = '\u001B7';

/** Shows the progress that all threads count together, when `stream` is a terminal. */
export function startProgressBar(stream: NodeJS.WriteStream) {
  if (!stream.isTTY) return { makeRoom() {}, stop() {} };
  const options = {
    stream,
    format: '[{bar}] {value}/{total} files',
    clearOnComplete: true,
    linewrap: null, // reports may be printed while the bar is up: their lines have to wrap
    gracefulExit: false, // signals are the program's own
  };
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
      stream.write(SAVE_CURSOR); // it would go back to where it began, which is above what was printed since
      bar.stop();
    },
  };
}
