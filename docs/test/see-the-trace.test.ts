import { exec } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startCollector, textOf } from './collector.ts';
import type { Collector } from './collector.ts';
import { commandsOf } from './commands.ts';
import { read, root } from './run-example.ts';

const commands = commandsOf(read('docs/guides/see-the-trace.md'));
const files = ['README.md', 'package.json', 'LICENSE'];
const folder = mkdtempSync(join(tmpdir(), 'see-the-trace-'));
for (const name of files) copyFileSync(join(root, name), join(folder, name));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(part: string, endpoint?: string) {
  const { stderr, ...outcome } = await runAloud(part, endpoint === undefined ? {} : { endpoint });
  expect(stderr).toBe('');
  return outcome;
}

async function runAloud(part: string, { endpoint, files: others }: { endpoint?: string; files?: string }) {
  const found = commands.find(({ command }) => command.includes(part));
  if (found === undefined) throw new Error(`the guide has no command with ${part}`);
  const { command, output } = found;
  const { stdout, stderr } = await promisify(exec)(
    command
      .replace(/(?<=\.js ).*/, (those) => others ?? those)
      .replace('dist/', join(root, 'docs/examples/dist/see-the-trace/'))
      .replace('http://localhost:4318', endpoint ?? ''),
    {
      cwd: folder,
      env: { ...process.env, ...(endpoint && { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }) },
    },
  );
  return { printed: lasting(stdout), quoted: output && lasting(output), stderr };
}

/** What is in the file for Perfetto, each bar with its row. */
function barsOfFile(): string[] {
  const { traceEvents } = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as {
    traceEvents: { name: string; ph: string; tid: number; args: Record<string, unknown> }[];
  };
  const rows = new Map(
    traceEvents.filter(({ name }) => name === 'thread_name').map(({ tid, args }) => [tid, args['name']]),
  );
  return traceEvents
    .filter(({ ph }) => ph === 'X')
    .map(({ name, tid }) => `${name} ${String(rows.get(tid))}`.replace(/\d/, 'N'))
    .sort();
}

function lasting(text: string): string {
  return text.replace(/\d+\.\d (ms|%)/g, 'N $1');
}

function shape({ spans }: Collector) {
  const [outermost] = spans.filter(({ parentSpanId }) => parentSpanId === '');
  return {
    traces: new Set(spans.map(({ traceId }) => traceId)).size,
    services: [...new Set(spans.map(({ service }) => service))],
    root: outermost?.name,
    below: spans
      .filter(({ parentSpanId }) => parentSpanId === outermost?.spanId)
      .map((span) => `${span.name} ${textOf(span, 'file.path')}`)
      .sort(),
  };
}

const complete = {
  traces: 1,
  services: ['word-counter'],
  root: 'count_words',
  below: files.map((name) => `process_file ${name}`).sort(),
};

describe('a guide to traces', () => {
  it('sums one up on the screen', async () => {
    const { printed, quoted } = await run('node dist/on-screen.js');
    expect(printed).toBe(quoted);
  });

  it('writes one with a row for each thread', async () => {
    await run('node dist/in-perfetto.js');
    expect(barsOfFile()).toEqual([
      'count_words main',
      'process_file worker N',
      'process_file worker N',
      'process_file worker N',
    ]);
  });

  it('writes one of a run that fails', async () => {
    await expect(runAloud('node dist/in-perfetto.js', { files: 'missing.txt' })).rejects.toThrow('ENOENT');
    expect(barsOfFile()).toEqual(['count_words main', 'process_file worker N']);
  });

  it('sends a complete one to a backend', async () => {
    await using collector = await startCollector();
    await run('node dist/in-jaeger.js README.md package.json', collector.url);
    expect(shape(collector)).toEqual(complete);
  });

  it('sends one to where the environment says, with the key that it says', async () => {
    await using collector = await startCollector();
    await run('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
    expect(collector.headers).toMatchObject([{ 'api-key': 'abc' }]);
    expect(shape(collector)).toEqual({ ...complete, below: ['process_file README.md'] });
  });

  it('sends one by the environment alone', async () => {
    await using collector = await startCollector();
    await run('OTEL_TRACES_EXPORTER=otlp', collector.url);
    expect(shape(collector)).toEqual({ ...complete, below: ['process_file README.md'] });
  });

  it('warns when nobody is there to take it', async () => {
    const { url, [Symbol.asyncDispose]: close } = await startCollector();
    await close();
    const { stderr } = await runAloud('node dist/in-jaeger.js README.md package.json', { endpoint: url });
    expect(stderr).toMatch(/the last spans may be lost: .*ECONNREFUSED/);
  });

  it('leaves files out of one by the level', async () => {
    const { printed, quoted } = await run('THREADSPAN_LOG=info');
    expect(printed).toBe(quoted);
  });

  it('leaves all of it out by sampling', async () => {
    expect(await run('OTEL_TRACES_SAMPLER=')).toMatchObject({ printed: '' });
  });

  it('has each of its commands tried, with the exporter that one installs', () => {
    const [install, ...others] = commands
      .map(({ command }) => command)
      .sort((one) => (one.startsWith('npm') ? -1 : 1));
    expect(others).toHaveLength(7);
    const [, name = '', line] = /(@opentelemetry\/\S+)@(\S+)$/.exec(install ?? '') ?? [];
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`)) as { version: string };
    expect(version).toMatch(`${line}.`);
  });
});
