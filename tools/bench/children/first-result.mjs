// Prints how many milliseconds after the start of this process a worker gave its first result:
// node first-result.mjs WAY
import { once } from 'node:events';

const workers = new URL('../workers/', import.meta.url);
const doubler = new URL('../../soak/doubler.mjs', import.meta.url);
const inPool = { filename: new URL('work.mjs', workers).href, name: 'double', minThreads: 1, maxThreads: 1 };

const ways = {
  async 'raw Worker'() {
    const { Worker } = await import('node:worker_threads');
    const worker = new Worker(new URL('raw.mjs', workers));
    worker.postMessage({ name: 'double', value: 21 });
    const [{ result }] = await once(worker, 'message');
    return { result, stop: () => worker.terminate() };
  },
  async 'raw Worker, annotated class'() {
    const { Worker } = await import('node:worker_threads');
    await import(doubler.href);
    const worker = new Worker(new URL('doubler-worker.mjs', import.meta.url));
    worker.postMessage(21);
    const [result] = await once(worker, 'message');
    return { result, stop: () => worker.terminate() };
  },
  async executor() {
    const { createExecutor } = await import('@threadspan/executor');
    const { Doubler } = await import(doubler.href);
    const executor = createExecutor({ workers: 1 });
    const remote = await executor.spawn(Doubler, { module: doubler });
    return { result: await remote.double(21), stop: () => executor.close() };
  },
  async piscina() {
    const { Piscina } = await import('piscina');
    const pool = new Piscina(inPool);
    return { result: await pool.run(21), stop: () => pool.destroy() };
  },
  async tinypool() {
    const { Tinypool } = await import('tinypool');
    const pool = new Tinypool(inPool);
    return { result: await pool.run(21), stop: () => pool.destroy() };
  },
  async 'threads.js'() {
    const { spawn, Thread, Worker } = await import('threads');
    const thread = await spawn(new Worker('../workers/threads.mjs'));
    return { result: await thread.double(21), stop: () => Thread.terminate(thread) };
  },
};

const { result, stop } = await ways[process.argv[2]]();
const ms = performance.now();
await stop();
if (result !== 42) throw new Error(`Expected 42, got ${result}`);
console.log(ms);
