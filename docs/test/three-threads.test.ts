import { runExample } from './run-example.ts';

it('three threads print one hierarchy and one trace', () => {
  const [hierarchy, traces, ...spans] = runExample('three-threads').trimEnd().split('\n');
  expect(hierarchy).toBe('innermost thread: unified_analysis > analyze_project > process_file');
  expect(traces).toBe('traces: 1');
  expect(spans.map((line) => line.replace(/\d+$/, 'N'))).toEqual([
    'unified_analysis in main, thread id N',
    '  analyze_project in worker 1, thread id N',
    '    process_file in worker 1, thread id N',
    '    process_file in worker 1, thread id N',
  ]);
  const [main, outer, inner, alsoInner] = spans.map((line) => Number(/\d+$/.exec(line)?.[0]));
  expect(new Set([main, outer, inner]).size).toBe(3);
  expect(alsoInner).toBe(inner);
});
