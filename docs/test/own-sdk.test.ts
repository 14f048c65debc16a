import { read, runExample } from './run-example.ts';

const files = ['README.md', 'package.json'];

describe('the example with an SDK of its own', () => {
  let lines: string[];
  beforeAll(() => {
    lines = runExample('own-sdk', ...files)
      .trimEnd()
      .split('\n');
  });

  it('does its work in workers', () => {
    expect(JSON.parse(lines[0] ?? '')).toEqual(files.map((path) => read(path).split('\n').length));
  });

  it('has the spans of all threads in its own exporter, with its own resource, as one trace', () => {
    const spans = lines.slice(1).map((line) => /^(.*) in (.*) of (.*), trace (.*)$/.exec(line) ?? []);
    expect(spans.map(([, name, thread]) => `${name} in ${thread?.replace(/\d/, 'N')}`).sort()).toEqual([
      'process_file in worker N',
      'process_file in worker N',
      'request in main',
      'split in worker N',
      'split in worker N',
    ]);
    expect(new Set(spans.map(([, , , service]) => service))).toEqual(new Set(['line-counter']));
    expect(new Set(spans.map(([, , , , traceId]) => traceId)).size).toBe(1);
  });
});
