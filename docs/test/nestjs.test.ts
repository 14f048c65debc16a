import { runExample } from './run-example.ts';

const files = ['README.md', 'package.json', 'nx.json'];

describe('the NestJS example', () => {
  let printed: string;
  beforeAll(() => {
    printed = runExample('nestjs', ...files);
  });

  it('counts on the main thread by injected services, and in workers by their remotes', () => {
    const counted = [...printed.matchAll(/path: '(.*)', lines: (\d+), threadId: (\d+)/g)];
    expect(counted.map(([, path]) => path)).toEqual(['README.md', ...files]);
    const [inline, first] = counted.map(([, , lines]) => lines);
    expect(first).toBe(inline);
    // The main thread is 0.
    expect(counted.map(([, , , thread]) => thread !== '0')).toEqual([false, true, true, true]);
  });

  it('has the spans of workers below that of the service that asked', () => {
    const trees = printed.slice(printed.indexOf('Reports.'));
    expect(trees.match(/Reports\..*\n.*\n/g)?.sort()).toEqual([
      'Reports.all × 1\n  process_file × 3\n',
      'Reports.one × 1\n  process_file × 1\n',
    ]);
  });

  it('finds the metadata of a decorator of Nest on a decorated method', () => {
    expect(printed).toContain('\none is scheduled: never\nall is scheduled: nightly\n');
  });
});
