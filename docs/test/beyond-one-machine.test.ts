import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { startRedis } from '@threadspan/redis';
import type { RedisServer } from '@threadspan/redis';
import { Redis } from 'ioredis';
import { startCollector } from './collector.ts';
import { runProgram, startWorker } from './queue.ts';
import { read, root } from './run-example.ts';

const readme = read('packages/executor-bullmq/README.md');
const guide = read('docs/guides/beyond-one-machine.md');
const built = 'docs/examples/dist/beyond-one-machine';
const files = ['README.md', 'missing.md', 'package.json'];

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

/** The arguments of the command that a page has, with the paths and the address of this test. */
function argumentsOf(page: string, sign: string): string[] {
  const [, line = ''] =
    [...page.matchAll(/^npx threadspan-worker (.*)$/gm)].find(([, text]) => text?.includes(sign)) ?? [];
  expect(line).not.toBe('');
  return line
    .replace(/dist\//g, `${built}/`)
    .replace(/\.\/otel\.js/, `${built}/otel.js`)
    .replace(/redis:\S+/, redis.url)
    .split(' ');
}

it('the program of the README prints what it says, with the worker that it starts', async () => {
  const worker = await startWorker(argumentsOf(readme, '--module'));
  const printed = await runProgram('beyond-one-machine/main.js', files, { REDIS_URL: redis.url });
  const lines = files.filter((path) => path !== 'missing.md').map((path) => read(path).split('\n').length);
  const [, shown = ''] = /```\n(\[ .*?)```/s.exec(readme) ?? [];
  expect(printed).toBe(shown.replace(/^\[.*\]/, `[ ${lines.join(', ')} ]`));
  expect(await worker.stop()).toBe(0);
  expect(worker.said()).toMatch(/takes chunks of the queue lines\n.*finishing what is begun\n$/s);
});

it('the lines of the diff are all that is between this program and one on threads', async () => {
  const [, diff = ''] = /```diff\n(.*?)```/s.exec(guide) ?? [];
  const added = [...diff.matchAll(/^\+(.*)$/gm)].map(([, line]) => line).join('\n');
  const [importIt = '', ...createIt] = added.split('\n');
  for (const part of [importIt, createIt.join('\n')])
    expect(read('docs/examples/beyond-one-machine/main.ts')).toContain(part);
  // It has no types but one, and so it is the same when it is compiled.
  const compiled = readFileSync(join(root, built, 'main.js'), 'utf8');
  const local = compiled
    .replace(/import \{ createQueueExecutor \}.*/, /^-(import .*)$/m.exec(diff)?.[1] ?? '')
    .replace(/createQueueExecutor\(\{.*?\}\)/s, /^-.*(createExecutor\(.*\));$/m.exec(diff)?.[1] ?? '');
  writeFileSync(join(root, built, 'local.js'), local);
  expect(await runProgram('beyond-one-machine/local.js', files, {})).toContain(
    'missing.md: ENOENT in parsing, unified_analysis > process_file',
  );
});

it('spans that the relay sends end up with the program, as one trace', async () => {
  const worker = await startWorker(argumentsOf(guide, '/relay'));
  const printed = await runProgram('beyond-one-machine/traced.js', files, { REDIS_URL: redis.url });
  const spans = [...printed.matchAll(/^(\w+) (here|elsewhere), trace (\w+)$/gm)];
  expect(spans.map(([, name, place]) => `${name} ${place}`).sort()).toEqual([
    ...files.map(() => 'process_file elsewhere'),
    'unified_analysis here',
  ]);
  expect(new Set(spans.map(([, , , trace]) => trace)).size).toBe(1);
  expect(await worker.stop()).toBe(0);
});

it('a worker with an SDK of its own exports its spans, in the trace of the program', async () => {
  await using collector = await startCollector();
  const worker = await startWorker(argumentsOf(guide, './otel.js'), {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const printed = await runProgram('beyond-one-machine/traced.js', files, { REDIS_URL: redis.url });
  expect(await worker.stop()).toBe(0);
  const [, trace = ''] = /unified_analysis here, trace (\w+)/.exec(printed) ?? [];
  const names = collector.spans.map(({ name, service }) => `${name} of ${service}`);
  expect(names).toEqual(files.map(() => 'process_file of lines-worker'));
  const traces = collector.spans.map(({ traceId }) => Buffer.from(traceId, 'base64').toString('hex'));
  expect(new Set(traces)).toEqual(new Set([trace]));
});

it('a user with the rights that the page gives can run both sides, and touch nothing else', async () => {
  const [, rule = ''] = /^ACL SETUSER (.*)$/m.exec(guide) ?? [];
  const admin = new Redis(redis.url);
  await admin.call('ACL', 'SETUSER', ...rule.split(' '));
  const url = redis.url.replace('redis://', 'redis://lines:secret@');
  const worker = await startWorker(argumentsOf(readme, '--module').with(1, url));
  const printed = await runProgram('beyond-one-machine/main.js', files, { REDIS_URL: url });
  expect(printed).toContain('missing.md: ENOENT in parsing');
  expect(await worker.stop()).toBe(0);

  const user = new Redis(url);
  await expect(user.get('other')).rejects.toThrow('NOPERM');
  await expect(user.flushall()).rejects.toThrow('NOPERM');
  user.disconnect();
  admin.disconnect();
});
