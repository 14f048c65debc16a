import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { shareProgress, unpackError } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import type { FromWorker } from '../src/protocol.js';
import { Guarded } from './workers/dist/guarded.js';

// Speaks to a worker as an executor does, and as none would. It is one worker throughout: nothing may harm it.

const path = join(__dirname, 'workers/dist/guarded.js');
const url = pathToFileURL(path).href;

let worker: Worker;
let port: MessagePort;

beforeAll(async () => {
  worker = new Worker(require.resolve('@threadspan/executor/worker'));
  await once(worker, 'message'); // what threads.js exposes
  const channel = new MessageChannel();
  port = channel.port1;
  const { reply } = await callThreads('connect', [init(channel.port2)], [channel.port2]);
  expect(reply).toMatchObject({ type: 'result' });
});

afterAll(async () => {
  port.close();
  await worker.terminate();
});

function init(to: MessagePort) {
  const flightSlot = new SharedArrayBuffer(1 << 20);
  const shared = { flightSlot, claims: claims.buffer, progress: shareProgress() };
  return { version: 1, port: to, index: 1, count: 1, ...shared, extensions: [] };
}

/** Calls what threads.js has exposed in the worker under a name. */
async function callThreads(method: string, args: unknown[] = [], transfer: MessagePort[] = []) {
  worker.postMessage({ type: 'run', uid: 1, method, args }, transfer);
  for (;;) {
    const [reply] = (await once(worker, 'message')) as [{ type: string; error?: { message: string } }];
    if (reply.type !== 'running') return { reply };
  }
}

const claims = new Int32Array(new SharedArrayBuffer(65 * 4)).fill(1 << 16); // one item each
let chunk = 0;

/** Has the worker run one item, and resolves to its value or to the error it is refused with. */
async function run(change: object = {}, stage: object = {}, instance: object = {}): Promise<unknown> {
  chunk += 1;
  const spec = { id: chunk, module: url, exportName: 'Guarded', args: [], ...instance };
  claims[chunk % 64] = 1 << 16;
  port.postMessage({
    type: 'run',
    run: chunk,
    chunk,
    stages: [{ kind: 'map', instance: spec.id, method: 'open', ...stage }],
    items: ['item'],
    provision: { instances: [spec], contexts: [], shared: [] },
    ...change,
  });
  const values: unknown[] = [];
  for (;;) {
    const [reply] = (await once(port, 'message')) as [FromWorker];
    if (reply.type === 'refused' && reply.chunk === chunk) return unpackError(reply.error);
    if (reply.type !== 'results' || reply.chunk !== chunk) continue;
    values.push(...reply.values, ...(reply.failures ?? []).map(([, error]) => unpackError(error)));
    if (reply.done) return values[0];
  }
}

const works = 'Guarded.open > item';

describe('a worker', () => {
  afterEach(async () => expect(await run()).toBe(works)); // it lives on, whatever it was asked

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'toLocaleString',
    'valueOf',
    'hasOwnProperty',
    'isPrototypeOf',
    '__defineGetter__',
    '__lookupGetter__',
    'closed',
    'field',
    'accessor',
    'overridden',
    'unknown',
    'prototype',
    'Symbol(open)',
    '0',
    '',
  ])('refuses to call %p, which is not annotated', async (method) => {
    for (const kind of ['map', 'call'])
      expect(await run({}, { method, kind })).toMatchObject({ code: 'NOT_ANNOTATED' });
  });

  it('refuses to call anything of an object without a prototype', async () => {
    expect(await run({}, {}, { exportName: 'Bare' })).toMatchObject({ code: 'NOT_ANNOTATED' });
  });

  it.each([
    'data:text/javascript,export class Guarded {}',
    'node:fs',
    '/srv/guarded.js',
    '',
    'https://example.com/guarded.js',
  ])('loads no code from %p', async (module) => {
    const error = await run({}, {}, { module });
    expect(error).toMatchObject({
      code: 'WORKER_START_FAILED',
      message: expect.stringContaining('file URL'),
    });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'notAClass', 'unknown', ''])(
    'makes no instance of %p',
    async (exportName) => {
      expect(await run({}, {}, { exportName })).toMatchObject({ code: 'WORKER_START_FAILED' });
    },
  );

  it.each(['__proto__', 'constructor', 'toString', null, undefined, {}, [1]])(
    'finds no instance under the id %p',
    async (id) => {
      port.postMessage({
        type: 'run',
        chunk: 0,
        stages: [{ kind: 'map', instance: id, method: 'open' }],
        items: [1],
      });
      expect(await run({ provision: undefined }, { instance: 987 })).toMatchObject({
        message: 'Expected instance 987 to have been sent before its call',
      });
    },
  );

  it.each<[string, unknown]>([
    ['null', null],
    ['text', 'run'],
    ['a number', 42],
    ['nothing', undefined],
    ['a list', [{ type: 'run' }]],
    ['an object without a type', {}],
    ['an unknown type', { type: 'eval', code: 'process.exit()' }],
    ['a type that every object has', { type: 'constructor' }],
    ['the type __proto__', { type: '__proto__' }],
    ['a chunk of nothing', { type: 'run' }],
    ['stages that are none', { type: 'run', run: 1, chunk: 1, stages: 'abc', items: [1] }],
    [
      'a stage of no known kind',
      { type: 'run', run: 1, chunk: 1, stages: [{ kind: 'constructor' }], items: [1] },
    ],
    ['a method that is no name', stagesWith({ method: ['open'] })],
    ['items that are none', { ...stagesWith({}), items: { length: 1e9 } }],
    ['places of URLs that are none', { ...stagesWith({}), urls: [5] }],
    ['ids that are none', { type: 'release', ids: 7 }],
    ['chunks that are none', { type: 'runs', runs: 7 }],
    ['a list of chunks with a hole', { type: 'runs', runs: [null] }],
    ['a flush without a time', { type: 'flush', id: 1 }],
    ['a Map', new Map([['type', 'run']])],
  ])('ignores a message that is %s', (_, message) => {
    port.postMessage(message);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'carrier'],
    ['of another version', { version: 99 }],
    [
      'with fields of other types',
      { version: 1, propagation: 5, analysis: [], hierarchy: 'x', accessors: 1 },
    ],
    ['with keys of prototypes', JSON.parse('{"version":1,"accessors":{"__proto__":{"polluted":true}}}')],
    [
      'that is very large',
      { version: 1, hierarchy: Array.from({ length: 1e5 }, () => ({ name: 'x'.repeat(50) })) },
    ],
  ])('runs an item with a carrier that is %s', async (_, carrier) => {
    const provision = (id: number) => ({
      instances: [{ id, module: url, exportName: 'Guarded', args: [] }],
      contexts: [[id, carrier]],
      shared: [],
    });
    const id = chunk + 1;
    const seen = await run({ provision: provision(id) }, { context: id });
    expect(seen).toEqual(expect.stringContaining(works));
    expect(await run({}, { kind: 'map', method: 'open', context: '__proto__' })).toBe(works);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'unknown'])(
    'offers threads.js nothing to call under the name %p',
    async (method) => {
      expect((await callThreads(method, ['x'])).reply).toMatchObject({ type: 'error' });
    },
  );

  it('can be connected only once', async () => {
    const { port1, port2 } = new MessageChannel();
    const { reply } = await callThreads('connect', [init(port2)], [port2]);
    expect(reply).toMatchObject({
      type: 'error',
      error: { message: expect.stringContaining('connected once') },
    });
    port1.close();
  });
});

function stagesWith(stage: object) {
  return {
    type: 'run',
    chunk: 1,
    stages: [{ kind: 'map', instance: 1, method: 'open', ...stage }],
    items: [1],
  };
}

describe('a remote', () => {
  it('has the methods of the class and nothing else', async () => {
    await using executor = createExecutor({ workers: 1 });
    const remote = await executor.spawn(Guarded, { module: path });
    expect(Object.getPrototypeOf(remote)).toBeNull();
    expect(Reflect.ownKeys(remote).sort()).toEqual(['closed', 'open', 'overridden', 'postsGarbage']);
    expect(Object.isFrozen(remote)).toBe(true);
    for (const name of [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'then',
      'field',
      'accessor',
    ])
      expect(Reflect.get(remote, name)).toBeUndefined();
    for (const name of ['closed', 'overridden'] as const) {
      await expect(remote[name]()).rejects.toMatchObject({ code: 'NOT_ANNOTATED' });
      expect(() => executor.parIter(['x']).map(remote[name])).toThrow('to be annotated');
    }
  });

  it('does not mind what the method says to its own parent port', async () => {
    await using executor = createExecutor({ workers: 1 });
    const remote = await executor.spawn(Guarded, { module: path });
    expect(await remote.postsGarbage()).toBe('posted');
    expect(await remote.open('x')).toBe('Guarded.open > x');
    expect(executor.stats().lostWorkers).toBe(0);
  });
});
