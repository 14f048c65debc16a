import { installCrashHook } from '@threadspan/crash-hook'; // before anything that may fail
import { setProgress, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { LineSearch } from './line-search.js';
import type { Found } from './line-search.js';
import { VERSION, parseOptions } from './options.js';
import type { Options } from './options.js';
import { startProgressBar } from './progress-bar.js';
import { startTraceFile } from './trace-file.js';

const EXIT = { found: 0, crashed: 1, interrupted: 130 } as const;

const hook = installCrashHook({
  appName: 'linegrep',
  version: VERSION,
  issueUrl: 'https://example.com/linegrep/issues/new',
  lastWords: true,
});

const ctrlC = new AbortController();
process.once('SIGINT', () => ctrlC.abort()); // once: a second Ctrl-C ends the process the hard way

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// No process.exit() here: what is still to be written would be lost.
process.exitCode = await run(parseOptions(process.argv.slice(2)));

async function run({ pattern, files, workers, timeout, trace }: Options): Promise<number> {
  await using _traceFile = trace === undefined ? undefined : startTraceFile(trace);
  await using executor = createExecutor({
    workers,
    ...(timeout === undefined ? {} : { taskTimeout: timeout }),
  });
  const search = await executor.spawn(LineSearch, {
    module: new URL('./line-search.js', import.meta.url),
    args: [pattern],
  });

  setProgress(0, files.length);
  const bar = startProgressBar(process.stderr);
  let exitCode: number = EXIT.found;
  try {
    await withSpan('linegrep', async () => {
      const chain = executor.parIter(files).mapWithContext(search.search);
      const outcomes = chain.stream({ failures: 'collect', ordered: false, signal: ctrlC.signal });
      for await (const outcome of outcomes) {
        bar.makeRoom();
        if (outcome.status === 'fulfilled') outcome.values.forEach(print);
        else {
          hook.report(outcome.error); // printed, saved, and on with the other files
          exitCode = EXIT.crashed;
        }
      }
    });
  } catch (error) {
    if (!ctrlC.signal.aborted) throw error;
    exitCode = EXIT.interrupted;
  } finally {
    bar.stop();
  }
  return exitCode;
}

function print({ path, lines, skipped }: Found): void {
  if (skipped !== undefined) process.stderr.write(`${path}: skipped, ${skipped}\n`);
  for (const line of lines) process.stdout.write(`${path}:${line}\n`);
}
