import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ProcessFile } from '@threadspan/decorators';

/** What the item at fault does; the others take some milliseconds. */
export type ItemFault = 'kill' | 'kill-later' | 'exit' | 'out-of-memory' | 'loop' | 'large-result';

export const FAULTY = 'file-09.ts';
const LATER_MS = 1_000;
const LARGE = 2_000_000;

/** Runs in the worker processes of a queue. */
export class QueueAnalyzer {
  readonly #log: string;

  /** @param log a file that gets a line for each item that is begun */
  constructor(log: string) {
    this.#log = log;
  }

  @ProcessFile()
  async work(path: string, fault: ItemFault | undefined, ms: number): Promise<string | Uint8Array> {
    appendFileSync(this.#log, `${process.pid} ${path}\n`);
    if (path === FAULTY && fault) return breakDown(fault);
    await pause(ms);
    return path;
  }
}

async function breakDown(fault: ItemFault): Promise<Uint8Array> {
  switch (fault) {
    case 'kill':
      return killed();
    case 'kill-later':
      await pause(LATER_MS);
      return killed();
    case 'exit':
      return process.exit(3);
    case 'out-of-memory': {
      let kept: object = {};
      for (;;) kept = { kept };
    }
    case 'loop':
      for (;;);
    case 'large-result':
      return new Uint8Array(LARGE);
  }
}

async function killed(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  await pause(60_000);
  throw new Error('Expected the process to be gone');
}
