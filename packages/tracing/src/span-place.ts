import { hostname } from 'node:os';
import type { FinishedSpan } from './span-tree.js';

export const MAIN_THREAD = 0;

/** A process that spans ran in. */
export interface SpanProcess {
  /** This one, where the spans are now. */
  readonly isOwn: boolean;
  readonly host: string;
  readonly pid: number;
}

/** A thread that spans ran on. */
export interface SpanThread {
  readonly process: SpanProcess;
  readonly id: number;
}

/** Says where spans ran, by the attributes that a relay gives them; all spans of a thread get the same object. */
export class SpanPlaces {
  readonly #own: SpanProcess = { isOwn: true, host: hostname(), pid: process.pid };
  readonly #processes = new Map<string, SpanProcess>();
  readonly #threads = new Map<SpanProcess, Map<number, SpanThread>>();

  of({ attributes }: FinishedSpan): SpanThread {
    const { 'thread.id': threadId, 'process.pid': pid, 'host.name': host } = attributes;
    const process =
      typeof pid === 'number' && typeof host === 'string' ? this.#process(host, pid) : this.#own;
    return this.#thread(process, typeof threadId === 'number' ? threadId : MAIN_THREAD);
  }

  #process(host: string, pid: number): SpanProcess {
    if (host === this.#own.host && pid === this.#own.pid) return this.#own;
    const key = `${pid} ${host}`;
    const process = this.#processes.get(key) ?? { isOwn: false, host, pid };
    this.#processes.set(key, process);
    return process;
  }

  #thread(process: SpanProcess, id: number): SpanThread {
    const threads = this.#threads.get(process) ?? new Map<number, SpanThread>();
    this.#threads.set(process, threads);
    const thread = threads.get(id) ?? { process, id };
    threads.set(id, thread);
    return thread;
  }
}
