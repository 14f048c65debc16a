import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type * as Threads from 'threads';
import { ThreadspanError } from './errors.js';
import { loadQuietly } from './load-quietly.js';
import type { ResolvedOptions } from './options.js';
import type { WorkerInit } from './protocol.js';

// threads.js spawns, transfers and terminates; in the worker, entry.ts, it exposes. No other file knows it.

type WorkerApi = { connect(init: WorkerInit): void };
type Listener = (event: { data: unknown }) => void;

/** A worker thread as threads.js wants it: with the events of a web worker. */
class SpawnableWorker extends Worker {
  readonly #listeners = new Map<Listener, (message: unknown) => void>();

  addEventListener(event: string, listener: Listener): void {
    const forward = (data: unknown) => listener({ data });
    this.#listeners.set(listener, forward);
    this.on(event, forward);
  }

  removeEventListener(event: string, listener: Listener): void {
    const forward = this.#listeners.get(listener);
    if (forward) this.off(event, forward);
    this.#listeners.delete(listener);
  }

  /**
   * Lets a `spawn()` that still waits for this worker resolve. Its timer of many seconds is cleared only then,
   * and would keep the process alive for a worker that is long dead.
   */
  endSpawn(): void {
    // Called directly: by the time of its `exit` event a Worker has dropped its message listeners.
    const data = { type: 'init', exposed: { type: 'module', methods: [] } };
    for (const listener of this.#listeners.keys()) listener({ data });
  }
}

export interface ThreadListeners {
  onError(error: Error): void;
  onExit(exitCode: number): void;
}

/** One worker thread. */
export interface ThreadHandle {
  readonly threadId: number;
  /** Resolves when the worker has taken the call; never when it died, which `onExit` tells. */
  connect(init: WorkerInit): Promise<void>;
  terminate(): Promise<void>;
  ref(): void;
  unref(): void;
}

/**
 * Starts a thread. What the `Worker` constructor throws, for bad `execArgv` say, is thrown from here.
 * @throws ThreadspanError `WORKER_START_FAILED` when there is no such file
 */
export function startThread(
  { workerEntry, startTimeout, resourceLimits, execArgv, env }: ResolvedOptions,
  listeners: ThreadListeners,
): ThreadHandle {
  const worker = new SpawnableWorker(entryPath(workerEntry), {
    ...(resourceLimits ? { resourceLimits } : {}),
    ...(execArgv ? { execArgv: [...execArgv] } : {}),
    ...(env ? { env } : {}),
  });
  let alive = true;
  worker.on('error', (error) => listeners.onError(error));
  worker.on('exit', (exitCode) => {
    alive = false;
    worker.endSpawn();
    listeners.onExit(exitCode);
  });
  const { threadId } = worker;
  let thread: Threads.ModuleThread<WorkerApi> | undefined;
  // Not at once: threads.js is loaded while this thread, and those that are started with it, begin to run.
  const spawned = Promise.resolve().then(async () => {
    const { spawn } = loadThreads();
    thread = await spawn<WorkerApi>(worker as unknown as Threads.Worker, { timeout: startTimeout });
    return thread;
  });
  spawned.catch(() => worker.terminate());

  return {
    threadId,
    async connect(init) {
      const { connect } = await spawned;
      if (alive) await connect(loadThreads().Transfer(init, [init.port as never]) as never);
      else await new Promise(() => undefined);
    },
    async terminate() {
      if (!alive) return;
      if (thread) await loadThreads().Thread.terminate(thread);
      else await worker.terminate();
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
  };
}

function entryPath(entry: string | URL | undefined): string {
  // Bundled as an ES module, this file has no `__dirname`.
  const own = typeof __dirname === 'string' ? join(__dirname, 'worker', 'entry.js') : 'worker/entry.js';
  const wanted = String(entry ?? own);
  const path = wanted.startsWith('file:') ? fileURLToPath(wanted) : wanted;
  if (existsSync(path)) return path;
  throw new ThreadspanError(
    'WORKER_START_FAILED',
    `Expected ${path} to be the file that workers run, found none; in a bundle, make @threadspan/executor/worker ` +
      'a further entry point, and name its output with the option `workerEntry`',
  );
}

let loaded: typeof Threads | undefined;

// Loading threads.js installs signal handlers that end the process with code 0. Those are not ours to have.
function loadThreads(): typeof Threads {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- at first use, not at import
  loaded ??= loadQuietly(() => require('threads') as typeof Threads, ['SIGINT', 'SIGTERM']);
  return loaded;
}
