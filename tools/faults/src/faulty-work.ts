import { EventEmitter } from 'node:events';
import { threadId } from 'node:worker_threads';
import { ANNOUNCEMENTS } from './announcements.js';
import { answer } from './task.js';
import type { Task } from './task.js';

const never = (begin: () => void) => new Promise<never>(() => begin());

function fail(how: string): never {
  throw Object.assign(new RangeError(`broken by ${how}`), { code: 'E_BROKEN' });
}

/** Tells the main thread that this worker is on its faulty task now. */
function announce(): void {
  const channel = new BroadcastChannel(ANNOUNCEMENTS);
  channel.postMessage(threadId);
  channel.close();
}

function overflow(): string {
  return `${overflow()}.`;
}

// Errors don't name their task: that is left to the pool. What throws where nobody listens is awaited for ever.
const FAULTS = {
  throw: () => fail('a throw'),
  reject: () => Promise.resolve().then(() => fail('a rejection')),
  timer: () => never(() => setTimeout(() => fail('a timer'), 1)),
  immediate: () => never(() => setImmediate(() => fail('an immediate'))),
  microtask: () => never(() => queueMicrotask(() => fail('a microtask'))),
  event: () =>
    never(() => {
      const emitter = new EventEmitter().on('data', () => fail('an event handler'));
      setTimeout(() => emitter.emit('data'), 1);
    }),
  unhandled: () => never(() => void Promise.reject(new RangeError('broken and not awaited'))),
  'exit-0': () => process.exit(0),
  'exit-3': () => process.exit(3),
  'out-of-memory': () => {
    // In small pieces: Node ends the thread when little is left, and the whole process when it has not come to that.
    let kept: object = {};
    for (;;) kept = { kept };
  },
  'array-buffer': () => new ArrayBuffer(2 ** 52),
  'array-buffers': () => {
    // Large ones, so that what is left when one fails is enough for all else in the process.
    const kept: ArrayBuffer[] = [];
    for (;;) kept.push(new ArrayBuffer(2 ** 32));
  },
  overflow,
  loop: () => {
    announce();
    for (;;);
  },
  wait: () => {
    announce();
    // Something has to keep the thread alive: by itself it would end in the middle of its task.
    return never(() => setInterval(() => undefined, 1_000));
  },
  'unclonable-argument': () => 'this never runs',
  'unclonable-result': () => ({ callback: () => undefined }),
  'unclonable-error': () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- errors lose their fields where they are cloned
    throw { code: 'E_BROKEN', retry: () => undefined };
  },
} satisfies Record<string, () => unknown>;

/** A task that goes wrong in the worker. */
export type TaskFault = keyof typeof FAULTS;

/** What every pool's workers do. A healthy task takes a few milliseconds. */
export function work(task: Task): unknown {
  if (task.fault !== undefined) return FAULTS[task.fault]();
  return new Promise((resolve) => setTimeout(resolve, 2, answer(task)));
}
