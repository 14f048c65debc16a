import { serialize } from 'node:v8';
import fc from 'fast-check';
import type { Remote } from '@threadspan/executor';
import { Forger } from './forger';
import { numbers } from './numbers';
import { Site, spawnProbe } from './site';
import type { WorkerProcess } from './site';
import type { Probe } from './workers/dist/probe.js';

let site: Site;
let worker: WorkerProcess;
let forger: Forger;
let probe: Remote<Probe>;

beforeAll(async () => {
  site = await Site.start({ stallTimeout: 5_000 });
  worker = await site.worker({ args: ['--max-payload', '100000'] });
  forger = new Forger(site);
  await forger.listen();
  probe = await spawnProbe(site.driver());
});

afterAll(async () => {
  await forger?.close();
  await site?.stop();
});

// Whatever was on the queue, the worker lives and does the work of others.
afterEach(async () => {
  expect(await probe.double(21)).toBe(42);
  expect(worker.child.exitCode).toBe(null);
  await forger.refusals();
});

const packed = (value: unknown) => ({ bytes: serialize(value).toString('base64') });

describe('a chunk that no driver has made', () => {
  const wrong: Record<string, object> = {
    'no driver': { driver: undefined },
    'a driver that is no UUID': { driver: '../../x' },
    'a key of a prototype for a driver': { driver: '__proto__' },
    'no hash': { spec: 'constructor' },
    'a negative run': { run: -1 },
    'a fraction for a chunk': { chunk: 0.5 },
    'a text for an attempt': { attempt: '1' },
    'items that are no list': { items: 'abc' },
    'bytes that are no text': { items: { bytes: 7 } },
    'no items': { items: undefined },
    'more items than may be': { items: Array.from({ length: 65_535 }, () => 0) },
    'places that are none': { urls: [['__proto__']] },
    'a carrier that is a number': { carrier: 7 },
  };

  it.each(Object.entries(wrong))('is refused: %s', async (_, change) => {
    await forger.add(forger.chunk(change));
    expect(await forger.refusals()).toEqual([
      expect.stringContaining('Expected a chunk that a driver has put on the queue, got something else'),
    ]);
  });

  it('is refused where it is larger than this worker takes', async () => {
    await forger.add(forger.chunk({ items: { bytes: 'A'.repeat(200_000) } }));
    expect(await forger.refusals()).toEqual([
      'The chunk is larger than the 100000 bytes that this worker takes; raise `maxPayload` here, too',
    ]);
  });

  it('is refused where what it needs is not stored, or is something else', async () => {
    await forger.add(forger.chunk({ spec: 'b'.repeat(64) }));
    expect(await forger.refusals()).toEqual(['What the chunk needs is not stored any more']);
    await forger.redis.set(`bull:threadspan:probes:blob:${'c'.repeat(64)}`, serialize(forger.spec()));
    await forger.add(forger.chunk({ spec: 'c'.repeat(64) }));
    expect(await forger.refusals()).toEqual(['What the chunk needs is not stored any more']);
  });

  it('is refused where its bytes are none that can be read', async () => {
    const spec = await forger.store(forger.spec());
    await forger.add(forger.chunk({ spec, items: { bytes: 'AAAA' } }));
    await forger.add(forger.chunk({ spec, items: packed('no list') }));
    expect(await forger.refusals()).toHaveLength(2);
  });

  it('is refused whatever it is', async () => {
    const datas = fc.sample(fc.jsonValue({ maxDepth: 3 }), 200);
    await forger.add(...datas.map((data) => data ?? 0));
    expect(await forger.refusals()).toHaveLength(200);
  });

  it('is refused, or answered, whatever one of its fields is', async () => {
    const spec = await forger.store(forger.spec());
    const keys = ['driver', 'run', 'spec', 'chunk', 'attempt', 'items', 'urls', 'carrier', '__proto__'];
    const changes = fc.sample(
      fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1, maxKeys: 2 }),
      200,
    );
    await forger.add(...changes.map((change) => forger.chunk({ spec, items: [1, 2], ...change })));
  });
});

describe('what chunks have in common and no driver has stored', () => {
  const run = async (change: object, items: unknown = [1]) => {
    await forger.add(
      forger.chunk({ spec: await forger.store(forger.spec(change)), items, run: (latest += 1) }),
    );
    return { answers: await forger.answers(), refusals: await forger.refusals() };
  };
  let latest = 10;

  it('is run where it is as a driver would have it', async () => {
    const { answers } = await run({}, [21]);
    expect(answers.at(-1)).toMatchObject({ type: 'results', each: [[0, [42]]] });
  });

  it('does not call a method that is not annotated', async () => {
    for (const method of ['notAnnotated', 'constructor', '__proto__', 'toString', '']) {
      const { answers } = await run({ stages: [{ kind: 'map', instance: 1, method }] });
      expect(answers.at(-1)).toMatchObject({
        type: expect.stringMatching(/results|refused/),
      });
      expect(JSON.stringify(answers)).toContain('NOT_ANNOTATED');
    }
  });

  it('does not make a class that the worker was not given', async () => {
    for (const exportName of ['Money', '__proto__', 'constructor', 'default']) {
      // Under a number of its own: what a driver has had made stays.
      const stages = [{ kind: 'map', instance: latest, method: 'double' }];
      const { answers } = await run({ stages, instances: [{ id: latest, exportName, items: [] }] });
      expect(answers.at(-1)).toMatchObject({ type: 'refused' });
      expect(JSON.stringify(answers)).toContain('WORKER_START_FAILED');
    }
  });

  it('is refused where it names what is not there', async () => {
    for (const change of [
      { stages: [{ kind: 'map', instance: 9, method: 'double' }] },
      { stages: [{ kind: 'map', instance: 1, method: 'double', context: 3 }] },
      { stages: [{ kind: 'map', instance: 1, method: 'double', shared: 3 }] },
    ]) {
      const { answers } = await run(change);
      expect(answers.at(-1)).toMatchObject({ type: 'refused' });
    }
  });

  it('is refused where it is malformed', async () => {
    for (const change of [
      { version: 2 },
      { stages: 'map' },
      { stages: [{ kind: 'eval', instance: 1, method: 'double' }] },
      { instances: [{ id: 1, exportName: 'Probe', items: {} }] },
      { contexts: [[1]] },
      { shared: [[1, 'no hash']] },
      { retries: Infinity },
      { timeout: 0 },
    ]) {
      const { answers, refusals } = await run(change);
      expect({ answers, refusals }).toEqual({ answers: [], refusals: [expect.stringContaining('Expected')] });
    }
  });

  it('may have a context that is none', async () => {
    const stages = [{ kind: 'map', instance: 1, method: 'double', context: 2 }];
    for (const carrier of [null, 7, 'x', [], { propagation: 7, hierarchy: {}, analysis: [] }]) {
      const { answers } = await run({ stages, contexts: [[2, carrier]] });
      expect(answers.at(-1)).toMatchObject({ type: 'results', each: [[0, [2]]] });
    }
  });

  it('is refused, or run, whatever it is', async () => {
    const keys = ['version', 'stages', 'instances', 'contexts', 'shared', 'timeout', 'retries', '__proto__'];
    const stage = fc.record({
      kind: fc.constantFrom('call', 'map', 'filterMap', 'flatMap', 'forEach', 'x'),
      instance: fc.nat(2),
      method: fc.constantFrom('double', 'twice', 'notAnnotated', '__proto__'),
      context: fc.option(fc.nat(2), { nil: undefined }),
      shared: fc.option(fc.nat(2), { nil: undefined }),
    });
    const changes = fc.oneof(
      fc.dictionary(fc.constantFrom(...keys), fc.anything({ maxDepth: 2, withBigInt: true }), { maxKeys: 2 }),
      fc.record({ stages: fc.array(stage, { maxLength: 3 }) }),
    );
    const specs: Buffer[] = fc.sample(changes, 100).flatMap((change) => {
      try {
        return [serialize(forger.spec(change))];
      } catch {
        return []; // a function in it
      }
    });
    const chunks = [];
    for (const [index, bytes] of specs.entries()) {
      const spec = await forger.store(bytes);
      chunks.push(forger.chunk({ spec, run: 1_000 + index, items: index % 3 === 0 ? [] : [1, [2]] }));
    }
    await forger.add(...chunks);
    expect(specs.length).toBeGreaterThan(50);
  });

  it('is refused where its bytes are garbage', async () => {
    const blobs = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 60 }), 100);
    const whole = serialize(forger.spec());
    // Of the right format for as far as it goes, which gets deeper.
    const cut = numbers(60).map((at) => whole.subarray(0, at * 3));
    const chunks = [];
    for (const bytes of [...blobs.map((blob) => Buffer.concat([Buffer.from([255, 15]), blob])), ...cut])
      chunks.push(forger.chunk({ spec: await forger.store(Buffer.from(bytes)), items: [1] }));
    await forger.add(...chunks);
  });
});
