import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue, QueueEvents } from 'bullmq';
import { spawnProbe, Site } from './site';

// Processes are killed and have to be missed: on a busy machine one may be late. What differs is looked at once more.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

const PACKAGE = join(__dirname, '..');
const QUEUE = 'probes';

// Below the package, where it finds what the package depends on.
const RESULTS = join(PACKAGE, '.test-results');

let site: Site;
let other: string;

beforeAll(async () => {
  site = await Site.start();
});

afterAll(() => site?.stop());

beforeEach(() => {
  mkdirSync(RESULTS, { recursive: true });
  other = mkdtempSync(join(RESULTS, 'other-'));
});

afterEach(() => rmSync(other, { recursive: true, force: true }));

/** A copy of the package that speaks another version of the protocol. */
function makeOther(): string {
  for (const part of ['dist', 'bin', 'package.json'])
    cpSync(join(PACKAGE, part), join(other, part), { recursive: true });
  const file = join(other, 'dist/protocol.js');
  const source = readFileSync(file, 'utf8');
  const changed = source.replace('PROTOCOL_VERSION = 1', 'PROTOCOL_VERSION = 2');
  if (changed === source) throw new Error('expected the version to be there');
  writeFileSync(file, changed);
  return join(other, 'bin/threadspan-worker.js');
}

describe('a worker of another protocol version', () => {
  it('refuses the work, and the driver hears which versions there are', async () => {
    const worker = await site.worker({ bin: makeOther() });
    const executor = site.driver();
    await expect(spawnProbe(executor)).rejects.toMatchObject({
      code: 'WORKER_START_FAILED',
      message:
        "A worker has refused the work: Expected the protocol's version 2, got version 1; " +
        'install the same version of @threadspan/executor-bullmq everywhere',
    });
    expect(executor.stats().workers).toEqual([]);
    worker.child.kill('SIGTERM');
    expect(await worker.exited).toBe(0);
  });
});

describe('a chunk of another protocol version', () => {
  it('is refused by a worker, which goes on', async () => {
    await site.worker();
    const connection = { host: '127.0.0.1', port: site.redis.port };
    const queue = new Queue(QUEUE, { connection });
    const events = new QueueEvents(QUEUE, { connection });
    await events.waitUntilReady();
    const chunk = {
      driver: randomUUID(),
      run: 1,
      spec: 'a'.repeat(64),
      chunk: 1,
      attempt: 1,
      items: [],
    };
    for (const version of [2, '1', undefined]) {
      const job = await queue.add('chunk', { ...chunk, version });
      const got = version === 2 ? 'version 2' : 'none';
      await expect(job.waitUntilFinished(events)).rejects.toThrow(
        `Expected the protocol's version 1, got ${got}`,
      );
    }
    await events.close();
    await queue.close();
    const probe = await spawnProbe(site.driver());
    expect(await probe.double(2)).toBe(4);
  });
});
