import { basename } from 'node:path';
import { installCrashHook } from '@threadspan/crash-hook';
import { ThreadspanError } from '@threadspan/executor';
import { analyzeProject } from './analyze.js';
import { createEngine } from './engine.js';
import type { WorkQueue } from './engine.js';
import { UsageError, VERSION, parseOptions } from './options.js';
import type { Options } from './options.js';
import { toJson } from './output/json.js';
import type { Crash } from './output/json.js';
import { toProfile, toText } from './output/text.js';
import { startProgressBar } from './progress-bar.js';
import { startRecording } from './recording.js';

const EXIT = { crashed: 1, usage: 2, interrupted: 130 } as const;

/** Ends the run at the first crash, which has been reported by then. */
class FailedFast extends Error {}

class Interrupted extends Error {}

async function main(options: Options): Promise<number> {
  const hook = installCrashHook({
    appName: 'debtscan',
    version: VERSION,
    issueUrl: 'https://example.com/debtscan/issues/new',
    lastWords: options.lastWords,
    ...(options.reportDir === undefined ? {} : { reportDir: options.reportDir }),
  });
  const abort = new AbortController();
  // Without workers it is heard between two files. Once: a second Ctrl-C ends the process the hard way.
  process.once('SIGINT', () => abort.abort(new Interrupted()));

  const crashed: Crash[] = [];
  await using recording = startRecording(options);
  const bar = startProgressBar(process.stderr);
  try {
    await using engine = await createEngine({
      workers: options.workers,
      queue: queueOf(options),
      faults: options.fault,
      timeout: options.timeout,
      signal: abort.signal,
      onCrash({ input, error }) {
        bar.makeRoom();
        const path = typeof input === 'string' ? input : (input as { path: string }).path;
        process.exitCode = EXIT.crashed;
        crashed.push({ path, error: String(error), report: hook.report(error).path ?? null });
        if (options.failFast) throw new FailedFast();
      },
    });
    const paths = options.paths.length > 0 ? options.paths : ['.'];
    await analyzeProject(basename(process.cwd()), paths, engine, {
      onPhase: (phase) => bar.setPhase(phase),
      output(analysis) {
        bar.stop();
        crashed.sort((one, other) => (one.path < other.path ? -1 : 1));
        print(options.json ? toJson(analysis, crashed) : toText(analysis, crashed, options.top));
      },
    });
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    if (!(error instanceof FailedFast)) throw error;
  } finally {
    bar.stop();
  }
  if (recording) {
    if (options.profile) note(toProfile(recording.summary()), options.json);
    const written = recording.writeTrace();
    if (written) note(written, options.json);
  }
  return crashed.length > 0 ? EXIT.crashed : 0;
}

function queueOf({ redis, queue: name = 'debtscan', stallTimeout }: Options): WorkQueue | undefined {
  return redis === undefined ? undefined : { redis, name, stallTimeout };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

// Standard output is for the JSON alone when that is asked for.
function note(text: string, json: boolean): void {
  (json ? process.stderr : process.stdout).write(`${text}\n`);
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  // The crash hook has set a code where a worker was lost without taking a file along.
  process.exitCode = (await main(parseOptions(process.argv.slice(2)))) || (process.exitCode ?? 0);
} catch (error) {
  const message = usageMessage(error);
  if (message === undefined) throw error;
  process.stderr.write(`error: ${message}\n`);
  process.exitCode = EXIT.usage;
}

// Of a Redis that isn't there, nobody needs a crash report.
function usageMessage(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  if (!ThreadspanError.is(error) || error.code !== 'QUEUE_UNREACHABLE') return undefined;
  return `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}`;
}
