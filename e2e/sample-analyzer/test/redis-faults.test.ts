import { startRedis } from '@threadspan/redis';
import type { RedisServer } from '@threadspan/redis';
import { readFileSync } from 'node:fs';
import { STALL_TIMEOUT, startWorkers } from './queue-workers.ts';
import type { QueueWorkers } from './queue-workers.ts';
import { createProject, debtscan, manyFiles, removeProjects } from './run-debtscan.ts';

const FILES = 40;
const BROKEN = 'src/file-017.ts';

const QUEUE = 'faults';

let redis: RedisServer;
let cwd: string;
let workers: QueueWorkers | undefined;

beforeAll(async () => {
  redis = await startRedis();
  cwd = createProject(manyFiles(FILES));
  workers = await startWorkers(redis.url, QUEUE, 3, cwd);
});

afterAll(async () => {
  await workers?.end();
  await redis.stop();
  removeProjects();
});

// The same workers bear them all. A file that has cost its thread, or its process, is tried once more; the last fault
// leaves one process of three.
const FAULTS = [
  ['throw', 'TypeError: Cannot read properties of undefined', 1],
  ['reject', `Error: The parse of ${BROKEN} was rejected`, 1],
  ['timer', `Error: A detached callback of ${BROKEN} threw`, 2],
  ['exit', 'ThreadspanError: The worker exited with code 3', 2],
  ['hang', 'ThreadspanError: The item took longer than 1500 ms', 2],
  ['kill', 'ThreadspanError: The worker ', 2],
] as const;

it.each(FAULTS)(
  'reports the fault %s in a worker of a queue, and analyzes every other file',
  async (kind, message, attempt) => {
    const queue = ['--redis', redis.url, '--queue', QUEUE, ...STALL_TIMEOUT];
    const limit = kind === 'hang' ? ['--timeout', '1500'] : [];
    const reports = ['--report-dir', 'reports'];
    const { code, stdout, stderr } = await debtscan(
      ['src', '--json', '--fault', `${kind}@017.ts`, ...queue, ...limit, ...reports],
      { cwd },
    );
    expect(code).toBe(1);
    const { files, crashed, summary } = JSON.parse(stdout);
    expect(summary).toMatchObject({ files: FILES - 1, functions: FILES - 1, crashed: 1, skipped: 0 });
    expect(files.map(({ path }: { path: string }) => path)).not.toContain(BROKEN);
    expect(crashed).toMatchObject([{ path: BROKEN, error: expect.stringContaining(message) }]);

    expect(stderr.match(/CRASH REPORT/g)).toHaveLength(1);
    const { context } = JSON.parse(readFileSync(crashed[0].report, 'utf8'));
    expect(context).toMatchObject({
      phase: 'parsing',
      currentFile: BROKEN,
      progress: { failed: 1, total: FILES },
      spanHierarchy: [{ name: 'unified_analysis' }, { name: 'parsing' }, { name: 'process_file' }],
    });
    expect(context.attempt).toBe(attempt);
  },
);

it('says so and ends with exit code 2 when there is no Redis', async () => {
  const { code, stdout, stderr } = await debtscan(['src', '--redis', 'redis://127.0.0.1:1'], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: Redis has not answered .*ECONNREFUSED.*\n$/);
});
