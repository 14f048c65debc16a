import type { Executor, Remote } from '@threadspan/executor';
import { numbers } from './numbers';
import { Site, spawnProbe } from './site';
import type { Probe } from './workers/dist/probe.js';

const LIMIT = 100_000;
const BIG = 'x'.repeat(200_000);

let site: Site;
let executor: Executor;
let probe: Remote<Probe>;

beforeAll(async () => {
  site = await Site.start({ stallTimeout: 5_000 });
  await site.worker({ args: ['--max-payload', String(LIMIT)] });
  executor = site.driver({ maxPayload: LIMIT });
  probe = await spawnProbe(executor);
});

afterAll(() => site?.stop());

// Whatever was refused, the next call finds all as it was.
afterEach(async () => {
  expect(await probe.double(21)).toBe(42);
});

describe('what is too large', () => {
  it('is refused as an argument', async () => {
    await expect(probe.echo(BIG)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message:
        'The item takes 0.200 MB, of 0.100 MB that may go through the queue; send a path or a key in its place, or ' +
        'raise `maxPayload`',
    });
  });

  it('is refused as an item, and its chunk-mates arrive', async () => {
    const items = numbers(40).map((value) => (value === 17 ? BIG : value));
    const { values, failures } = await executor
      .parIter<unknown>(items)
      .mapWithContext(probe.echo)
      .collect({ failures: 'collect', chunkSize: 40 });
    expect(values).toEqual(items.filter((item) => item !== BIG));
    expect(failures).toMatchObject([{ index: 17, error: { code: 'PAYLOAD_TOO_LARGE' } }]);
  });

  it('is split where it is the chunk as a whole', async () => {
    const items = numbers(40).map((value) => `${value}${'y'.repeat(20_000)}`);
    expect(await executor.parIter(items).mapWithContext(probe.echo).collect({ chunkSize: 40 })).toEqual(
      items,
    );
  });

  it('is refused as a shared argument', async () => {
    const chain = executor.parIter([1, 2]).mapWithContext(probe.urlOf, { shared: [BIG] });
    await expect(chain.collect()).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringContaining('What a stage shares takes 0.200 MB'),
    });
  });

  it('is refused as an argument of a constructor', async () => {
    await expect(spawnProbe(executor, BIG)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringContaining('What constructors are given'),
    });
  });

  it('is refused as a result', async () => {
    await expect(probe.big(2 * LIMIT)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringContaining('The result of Probe.big takes 0.200 MB'),
    });
  });

  it('is refused as the result of an item, and its chunk-mates arrive', async () => {
    const { values, failures } = await executor
      .parIter(numbers(30))
      .mapWithContext(probe.bigFor, { shared: [11, 2 * LIMIT] })
      .collect({ failures: 'collect', chunkSize: 30 });
    expect(values.map(({ length }) => length)).toEqual(numbers(29).map(() => 8));
    expect(failures).toMatchObject([
      { index: 11, error: { code: 'PAYLOAD_TOO_LARGE', message: expect.stringContaining('Probe.bigFor') } },
    ]);
  });

  it('is sent in several messages where it is all results of a chunk together', async () => {
    const chain = executor.parIter(numbers(60)).mapWithContext(probe.bigFor, { shared: [-1, 0] });
    expect(await chain.collect({ chunkSize: 60 })).toHaveLength(60);
    const large = executor.parIter(numbers(60).map(() => LIMIT / 2)).mapWithContext(probe.big);
    const sizes = (await large.collect({ chunkSize: 60 })).map(({ length }) => length);
    expect(sizes).toEqual(numbers(60).map(() => LIMIT / 2));
  });

  it('is refused as an error', async () => {
    await expect(probe.throwValue(BIG.slice(0, LIMIT / 2))).rejects.toBe(BIG.slice(0, LIMIT / 2));
    await expect(probe.throwLarge(2 * LIMIT)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });
});

describe('a limit that even an error exceeds', () => {
  it('lets the error through that says so', async () => {
    await site.worker({ queue: 'narrow', args: ['--max-payload', '1000'] });
    const narrow = await spawnProbe(site.driver({ queue: 'narrow' }));
    await expect(narrow.big(5_000)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await expect(narrow.throwLarge(5_000)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(await narrow.double(1)).toBe(2);
  });
});

describe('memory that threads share', () => {
  it('is refused in arguments, items, and what a stage shares', async () => {
    const memory = new SharedArrayBuffer(8);
    await expect(probe.echo(memory)).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
    const { values, failures } = await executor
      .parIter<unknown>([1, { memory }, 3])
      .mapWithContext(probe.echo)
      .collect({ failures: 'collect', chunkSize: 3 });
    expect(values).toEqual([1, 3]);
    expect(failures).toMatchObject([{ index: 1, error: { code: 'NOT_SERIALIZABLE' } }]);
    const chain = executor.parIter([1]).mapWithContext(probe.urlOf, { shared: [memory] });
    await expect(chain.collect()).rejects.toMatchObject({ code: 'NOT_SERIALIZABLE' });
  });

  it('is refused in results, and the chunk-mates of the item arrive', async () => {
    await expect(probe.sharedMemory()).rejects.toMatchObject({
      code: 'NOT_SERIALIZABLE',
      message: expect.stringContaining('Probe.sharedMemory'),
    });
    const { values, failures } = await executor
      .parIter(numbers(9))
      .mapWithContext(probe.sharedMemoryFor, { shared: [4] })
      .collect({ failures: 'collect', chunkSize: 9 });
    expect(values).toEqual(numbers(9).filter((value) => value !== 4));
    expect(failures).toMatchObject([{ index: 4, error: { code: 'NOT_SERIALIZABLE' } }]);
  });
});

describe('what is to be moved', () => {
  it('is refused, and still there', async () => {
    const memory = new ArrayBuffer(8);
    await expect(probe.echo.with({ transfer: [memory] })(memory)).rejects.toMatchObject({
      code: 'NOT_SERIALIZABLE',
      message:
        'Memory and ports can be moved between the threads of one machine only; leave `transfer` out, and it is copied',
    });
    expect(memory.byteLength).toBe(8);
    expect(await probe.echo(memory)).toEqual(memory);
  });
});
