import { appendFileSync } from 'node:fs';
import { resourceLimits, threadId } from 'node:worker_threads';
import {
  getCurrentContext,
  getSpanHierarchy,
  incrementProcessed,
  withCurrentFunction,
  withSpan,
} from '@threadspan/context';
import type { AnalysisContext } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

export interface Seen {
  readonly pid: number;
  readonly threadId: number;
  readonly context: AnalysisContext;
  readonly hierarchy: readonly string[];
}

export class Money {
  readonly cents: number;

  constructor(cents: number) {
    this.cents = cents;
  }
}

/** What the tests run on queue workers. */
export class Probe {
  readonly #log: string | undefined;

  /** @param log a file that gets a line for each item that was begun */
  constructor(log?: string) {
    this.#log = log;
  }

  @WithParallelContext()
  double(value: number): number {
    return value * 2;
  }

  /** In MB. */
  @WithParallelContext()
  heapLimit(): number | undefined {
    return resourceLimits.maxOldGenerationSizeMb;
  }

  @WithParallelContext()
  echo(value: unknown): unknown {
    return value;
  }

  @WithParallelContext()
  sizes(value: unknown, shared: ReadonlyMap<string, number>): [unknown, number] {
    return [value, shared.size];
  }

  @WithParallelContext()
  evenOnly(value: number): number | undefined {
    return value % 2 === 0 ? value : undefined;
  }

  @WithParallelContext()
  twice(value: number): number[] {
    return [value, value];
  }

  @ProcessFile()
  see(_path: string): Seen {
    return {
      pid: process.pid,
      threadId,
      context: getCurrentContext(),
      hierarchy: getSpanHierarchy().map(({ name }) => name),
    };
  }

  /** The same, after a while. */
  @ProcessFile()
  async seeLate(path: string): Promise<Seen> {
    await pause(30);
    return this.see(path);
  }

  @ProcessFile()
  async take(path: string, ms: number): Promise<string> {
    this.#note(path);
    await withCurrentFunction('take', () => withSpan('step', () => pause(ms)));
    return path;
  }

  @ProcessFile()
  fail(path: string): string {
    throw Object.assign(new RangeError(`no ${path}`), { code: 'E_PROBE', path });
  }

  @ProcessFile()
  failDeep(path: string): string {
    return withSpan('step', () => {
      const cause = new RangeError('inner');
      throw Object.assign(new TypeError(`deep ${path}`, { cause }), { code: 'E_DEEP', path });
    });
  }

  @WithParallelContext()
  throwValue(value: unknown): void {
    throw value;
  }

  @WithParallelContext()
  throwLarge(bytes: number): void {
    throw Object.assign(new Error('large'), { memory: new Uint8Array(bytes) });
  }

  /** Fails for files with an odd number in their names. */
  @ProcessFile()
  failOdd(path: string): string {
    if (Number(/\d+/.exec(path)?.[0]) % 2 === 0) return path;
    throw Object.assign(new RangeError(`no ${path}`), { code: 'E_PROBE' });
  }

  @WithParallelContext()
  async waitFor(ms: number): Promise<number> {
    await pause(ms);
    return ms;
  }

  /** Kills the whole process, some ms after it has begun; other items are what they are. */
  @ProcessFile()
  async killOn(path: string, poison: string, ms: number): Promise<string> {
    this.#note(path);
    if (path === poison) {
      await pause(ms);
      process.kill(process.pid, 'SIGKILL');
      await pause(60_000);
    }
    return path;
  }

  /** Ends its thread. */
  @ProcessFile()
  exitOn(path: string, poison: string): string {
    this.#note(path);
    if (path === poison) process.exit(3);
    return path;
  }

  @WithParallelContext()
  count(by: number): number {
    incrementProcessed(by);
    return by;
  }

  @WithParallelContext()
  big(bytes: number): Uint8Array {
    return new Uint8Array(bytes);
  }

  /** So many bytes for one of the items, and a few for the others. */
  @WithParallelContext()
  bigFor(value: number, which: number, bytes: number): Uint8Array {
    return new Uint8Array(value === which ? bytes : 8);
  }

  @WithParallelContext()
  sharedMemory(): unknown {
    return new SharedArrayBuffer(8);
  }

  /** What is wrong with one of the items only. */
  @WithParallelContext()
  sharedMemoryFor(value: number, which: number): unknown {
    return value === which ? new SharedArrayBuffer(8) : value;
  }

  @WithParallelContext()
  async later(value: number, ms: number): Promise<number> {
    this.#note(String(value));
    await pause(ms);
    return value;
  }

  @WithParallelContext()
  hang(): void {
    for (;;);
  }

  @WithParallelContext()
  urlOf(_item: unknown, url: unknown): string {
    return url instanceof URL ? `URL ${url.href}` : typeof url;
  }

  @ProcessFile()
  locate(path: string | URL): string {
    return `${path instanceof URL ? 'URL' : typeof path} ${getCurrentContext().currentFile}`;
  }

  @WithParallelContext()
  *upTo(count: number): Generator<number> {
    for (let value = 0; value < count; value += 1) yield value;
  }

  /** Says whether the item is an object of a class, and answers with one. */
  @WithParallelContext()
  money(value: object): { readonly isMoney: boolean; readonly money: Money } {
    return { isMoney: value instanceof Money, money: new Money(1) };
  }

  @WithParallelContext()
  pidOf(_item: unknown): number {
    return process.pid;
  }

  @WithParallelContext()
  addPid(pid: number): [number, number] {
    return [pid, process.pid];
  }

  #note(path: string): void {
    if (this.#log) appendFileSync(this.#log, `${process.pid} ${path}\n`);
  }

  notAnnotated(): void {}
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
