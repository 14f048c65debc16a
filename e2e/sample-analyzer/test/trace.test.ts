import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChromeTrace, ChromeTraceEvent } from '@threadspan/tracing';
import { createProject, debtscan, manyFiles, removeProjects } from './run-debtscan.ts';

afterAll(removeProjects);

const FILES = 90;

async function traceOf(...args: string[]): Promise<ChromeTraceEvent[]> {
  const cwd = createProject(manyFiles(FILES));
  const { code } = await debtscan(['src', '--trace', 'trace.json', ...args], { cwd });
  expect(code).toBe(0);
  const { traceEvents } = JSON.parse(readFileSync(join(cwd, 'trace.json'), 'utf8')) as ChromeTrace;
  return [...traceEvents];
}

const spansNamed = (events: ChromeTraceEvent[], name: string) =>
  events.filter((event) => event.ph === 'X' && event.name === name);

describe.each(['0', '1', '2'])('the trace of a run with %s workers', (workers) => {
  let events: ChromeTraceEvent[];
  beforeAll(async () => {
    events = await traceOf('--workers', workers);
  });

  it('is one trace in which every span is there once', () => {
    const spans = events.filter(({ ph }) => ph === 'X');
    expect(new Set(spans.map(({ args }) => args['traceId'])).size).toBe(1);
    expect(new Set(spans.map(({ args }) => args['spanId'])).size).toBe(spans.length);
    expect(spansNamed(events, 'unified_analysis')).toMatchObject([{ args: { 'file.count': FILES } }]);
  });

  it.each(['parsing', 'debt_scoring'])('has a process_file span for each file under %s', (phase) => {
    const [parent, ...others] = spansNamed(events, phase);
    expect(others).toEqual([]);
    const files = spansNamed(events, 'process_file').filter(
      ({ args }) => args['parentSpanId'] === parent?.args['spanId'],
    );
    expect(files.map(({ args }) => args['file.path']).sort()).toEqual(Object.keys(manyFiles(FILES)));
  });

  it('has no process_file span elsewhere', () => {
    expect(spansNamed(events, 'process_file')).toHaveLength(2 * FILES);
  });

  it('has every phase under the root span', () => {
    const [root] = spansNamed(events, 'unified_analysis');
    const phases = events.filter(({ args }) => args['parentSpanId'] === root?.args['spanId']);
    expect(phases.map(({ name }) => name)).toEqual([
      'file_discovery',
      'parsing',
      'call_graph_building',
      'debt_scoring',
      'prioritization',
      'output_generation',
    ]);
  });

  it('has slices that lie side by side or one inside the other on each row', () => {
    const open = new Map<number, ChromeTraceEvent[]>();
    const end = ({ ts = 0, dur = 0 }: ChromeTraceEvent) => ts + dur;
    for (const event of events.filter(({ ph }) => ph === 'X')) {
      const around = (open.get(event.tid) ?? []).filter((outer) => end(outer) > (event.ts ?? 0));
      for (const outer of around) expect(end(event)).toBeLessThanOrEqual(end(outer));
      open.set(event.tid, [...around, event]);
    }
  });

  it('has a named row for each thread that worked', () => {
    const rows = new Map(
      events.filter(({ name }) => name === 'thread_name').map(({ tid, args }) => [tid, args['name']]),
    );
    for (const { tid } of events) {
      expect(rows.get(tid)).toMatch(tid === 0 ? 'main' : /^worker [12]$/);
    }
    const onMain = spansNamed(events, 'process_file').filter(({ tid }) => tid === 0);
    expect(onMain).toHaveLength(workers === '0' ? 2 * FILES : 0);
  });
});

it('leaves the files out of the trace with --log info', async () => {
  const events = await traceOf('--workers', '2', '--log', 'info');
  expect(spansNamed(events, 'process_file')).toEqual([]);
  expect(spansNamed(events, 'parsing')).toHaveLength(1);
});

it('sums the spans up with --profile, on standard error beside JSON', async () => {
  const cwd = createProject(manyFiles(20));
  const { stdout, stderr } = await debtscan(['src', '--json', '--profile', '--workers', '2'], { cwd });
  expect(JSON.parse(stdout).summary.files).toBe(20);
  expect(stderr).toMatch(/ {2}parsing +│ +1 │.*\n.* {4}process_file +│ +20 │/);
});
