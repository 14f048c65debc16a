import { basename } from 'node:path';
import { installCrashHook } from '@threadspan/crash-hook';
import { ThreadspanError } from '@threadspan/executor';
import { analyzeProject } from './analyze.js';
import { createEngine } from './engine.js';
import type { WorkQueue } from './engine.js';
import { UsageError, VERSION } from './options.js';
import type { Options } from './options.js';
import { toJson } from './output/json.js';
import type { Crash } from './output/json.js';
import { toProfile, toText } from './output/text.js';
import { startProgressBar } from './progress-bar.js';
import { startRecording } from './recording.js';

const EXIT = { crashed: 1, interrupted: 130 } as const;

/** Ends the run at the first crash, which has been reported by then. */
class FailedFast extends Error {}

class Interrupted extends Error {}

/**
 * The whole run, from the crash hook to the last line.
 * @returns the exit code
 * @throws UsageError for paths that can't be analyzed, and for a Redis that isn't there
 */
export async function scan(options: Options): Promise<number> {
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
  await using recording = await startRecording(options);
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
    if (!(error instanceof FailedFast)) throw usageErrorOf(error) ?? error;
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

// Of a Redis that isn't there, nobody needs a crash report.
function usageErrorOf(error: unknown): UsageError | undefined {
  if (!ThreadspanError.is(error) || error.code !== 'QUEUE_UNREACHABLE') return undefined;
  return new UsageError(`${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}`);
}
