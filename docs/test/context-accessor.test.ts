import { runExample } from './run-example.ts';

interface Line {
  readonly msg: string;
  readonly requestId?: string;
  readonly path?: string;
  readonly threadId?: number;
}

const files = ['README.md', 'package.json', 'nx.json'];
const requests = ['request-1', 'request-2'];

describe('the context accessor example', () => {
  let lines: Line[];
  beforeAll(() => {
    const printed = runExample('context-accessor', ...files);
    lines = printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  });

  it('logs in workers with the id of the request that caused the line', () => {
    const counted = lines.filter(({ msg }) => msg === 'counted');
    expect(counted.map(({ requestId, path }) => `${requestId} ${path}`).sort()).toEqual(
      requests.flatMap((id) => files.map((path) => `${id} ${path}`)).sort(),
    );
    // The main thread is 0.
    for (const { threadId } of counted) expect(threadId).toBeGreaterThan(0);
  });

  it('logs on the main thread with the id that it had before it waited', () => {
    const done = lines.filter(({ msg }) => msg === 'done');
    expect(done.map(({ requestId }) => requestId).sort()).toEqual(requests);
  });

  it('has two requests in work at once', () => {
    const ids = lines.map(({ requestId }) => requestId);
    expect(ids.indexOf('request-2')).toBeLessThan(ids.lastIndexOf('request-1'));
  });
});
