import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue, QueueEvents } from 'bullmq';
import { spawnProbe, Site } from './site';

// Processes are killed and have to be missed: on a busy machine one may be late. What differs is looked at once more.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

const PACKAGE = join(__dirname, '..');
const QUEUE = 'probes';

let site: Site;

beforeAll(async () => {
  site = await Site.start();
});

afterAll(() => site?.stop());

/** A copy of the package that speaks another version of the protocol. */
function makeOther(): string {
  const root = join(site.directory, 'other');
  mkdirSync(root);
  for (const part of ['dist', 'bin', 'package.json'])
    cpSync(join(PACKAGE, part), join(root, part), { recursive: true });
  symlinkSync(join(PACKAGE, '../../node_modules'), join(root, 'node_modules'), 'dir');
  const file = join(root, 'dist/protocol.js');
  const source = readFileSync(file, 'utf8');
  const changed = source.replace('PROTOCOL_VERSION = 1', 'PROTOCOL_VERSION = 2');
  if (changed === source) throw new Error('expected the version to be there');
  writeFileSync(file, changed);
  return join(root, 'bin/threadspan-worker.js');
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
