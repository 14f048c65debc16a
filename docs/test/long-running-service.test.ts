import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { read, root } from './run-example.ts';

const program = join(root, 'docs/examples/dist/long-running-service/main.js');
const state = mkdtempSync(join(tmpdir(), 'service-')); // where crash reports are saved
const ENDLESS = ['(a+)+$', `${'a'.repeat(60)}!`] as const;

/** Starts the service; its lines of JSON are its events, and what else it prints are spans. */
function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, XDG_STATE_HOME: state, PORT: '0', WORKERS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: Record<string, unknown>[] = [];
  let printed = '';
  let stderr = '';
  let heard = () => {};
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"')) events.push(JSON.parse(line) as Record<string, unknown>);
    else printed += `${line}\n`;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close').then(([code]) => ({ code: code as number, events, printed, stderr }));
  return {
    closed,
    events,
    stop: () => child.kill('SIGTERM'),
    event: async (key: string) => {
      for (;;) {
        const event = events.find((each) => key in each);
        if (event) return event[key];
        await new Promise<void>((resolve) => (heard = resolve));
      }
    },
  };
}

async function serve(env?: Record<string, string>) {
  const service = start(env);
  const origin = `http://127.0.0.1:${String(await service.event('listening'))}`;
  const match = (pattern: string, body: string, init: RequestInit = {}) =>
    fetch(`${origin}/matches?pattern=${encodeURIComponent(pattern)}`, { method: 'POST', body, ...init });
  const metric = async (name: string) => {
    const text = await (await fetch(`${origin}/metrics`)).text();
    return Number(new RegExp(`^matchd_${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };
  /** Until a request has got as far as that. */
  const until = async (name: string, value: number) => {
    while ((await metric(name)) !== value) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return { ...service, origin, match, metric, until };
}

function withoutIds(event: unknown): unknown {
  const isId = (key: string) => /^(trace|span|thread)Id$/.test(key);
  return JSON.parse(JSON.stringify(event, (key, value: unknown) => (isId(key) ? undefined : value)));
}

let running: Awaited<ReturnType<typeof serve>> | undefined;
afterEach(async () => {
  running?.stop();
  await running?.closed;
  running = undefined;
});
afterAll(() => rmSync(state, { recursive: true }));

const run = async (env?: Record<string, string>) => (running = await serve(env));

it('a request is answered by a worker, in the trace of whoever asks', async () => {
  const { match, origin, stop, closed } = await run();
  const traceId = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  const response = await match('b+', 'abbcb', {
    headers: { traceparent: `00-${traceId}-1234567812345678-01` },
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual([
    { index: 1, text: 'bb' },
    { index: 4, text: 'b' },
  ]);
  expect(await (await fetch(`${origin}/health`)).json()).toEqual({ busy: { waiting: 0, running: 0 } });

  // Stopping flushes the spans of both threads.
  stop();
  const { code, printed, stderr } = await closed;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const spans = [...printed.matchAll(/traceId: '(\w+)',[^]*?name: '(.*?)',/g)].map(([, id, name]) => [
    name,
    id,
  ]);
  expect(spans.sort()).toEqual([
    ['POST /matches', traceId],
    ['match', traceId],
  ]);
});

it('what is wrong with a request is said with a 4xx', async () => {
  const { match, origin, events } = await run();
  const answers = await Promise.all([
    match('(', 'a'),
    match('a', 'a'.repeat(1_000_001)),
    fetch(`${origin}/x`),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([400, 413, 404]);
  expect(await answers[0]?.json()).toEqual({
    error: 'Invalid regular expression: /(/g: Unterminated group',
  });
  expect(events.filter((event) => 'status' in event)).toEqual([]);
});

it('a request that fills the heap of its worker gets a 500, and is logged as the guide shows it', async () => {
  const { match, metric, event, events } = await run();
  expect((await match('a', 'a'.repeat(1_000_000))).status).toBe(500);
  expect(await event('error')).toContain('The worker ran out of memory');
  const [, shown = ''] = /```json\n(.*?)```/s.exec(read('docs/guides/long-running-service.md')) ?? [];
  expect(withoutIds(events.find((each) => 'error' in each))).toEqual(withoutIds(JSON.parse(shown)));
  expect((await match('a', 'a')).status).toBe(200);
  expect(await metric('workers_lost_total')).toBe(1);
});

it('a request that takes too long gets a 504', async () => {
  const { match } = await run({ TASK_TIMEOUT: '1000' });
  expect((await match(...ENDLESS)).status).toBe(504);
  expect((await match('a', 'a')).status).toBe(200);
});

it('requests beyond the queue get a 503 at once', async () => {
  const { match, until, stop } = await run({ MAX_QUEUE: '1', TASK_TIMEOUT: '60000', DRAIN: '1' });
  const busy = match(...ENDLESS);
  await until('jobs_running', 1);
  const waiting = match('a', 'a');
  await until('jobs_waiting', 1);
  const refused = await match('a', 'a');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');

  // Stopping with no time to drain gives up what is left.
  stop();
  expect((await Promise.all([busy, waiting])).map(({ status }) => status)).toEqual([503, 503]);
});

it('a client that goes away frees its worker', async () => {
  const { match, until, events } = await run({ TASK_TIMEOUT: '60000' });
  const client = new AbortController();
  const abandoned = match(...ENDLESS, { signal: client.signal });
  await until('jobs_running', 1);
  client.abort();
  await expect(abandoned).rejects.toThrow('aborted');
  expect((await match('a', 'a')).status).toBe(200);
  expect(events.filter((event) => 'status' in event)).toEqual([]);
});

it('SIGTERM lets finish what was asked before', async () => {
  const { match, until, stop, event, closed } = await run({ TASK_TIMEOUT: '3000' });
  const last = match(...ENDLESS);
  await until('jobs_running', 1);
  stop();
  expect(await event('stopping')).toEqual({ waiting: 0, running: 1 });
  await expect(match('a', 'a', { headers: { connection: 'close' } })).rejects.toThrow('fetch failed');
  expect((await last).status).toBe(504);
  const { code, events } = await closed;
  expect(code).toBe(0);
  expect(events.at(-1)).toEqual({ stopped: true });
});

it('a service that dies has told its log', async () => {
  const { origin } = await run();
  const { code, events, stderr } = await start({ PORT: new URL(origin).port }).closed;
  expect(code).toBe(1);
  expect(stderr).toContain('MATCHD CRASH REPORT');
  expect(events).toEqual([
    { crash: expect.stringContaining('EADDRINUSE'), report: expect.stringContaining(state) },
  ]);
});
