import { runExample } from './run-example';

interface Line {
  readonly msg: string;
  readonly requestId?: string;
  readonly path?: string;
  readonly threadId?: number;
}

const files = ['docs/package.json', 'README.md'];

it('the log lines that workers write have the id of the request that caused them', () => {
  const lines = runExample('context-accessor', ...files)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const requests = ['request-1', 'request-2'];
  for (const { msg, threadId } of lines) {
    // Node counts threads from the main one, 0.
    if (msg === 'counted') expect(threadId).toBeGreaterThan(0);
  }
  expect(lines.map(({ msg, requestId, path = '' }) => `${requestId} ${msg} ${path}`).sort()).toEqual(
    requests.flatMap((id) => [...files.map((path) => `${id} counted ${path}`), `${id} done `]).sort(),
  );
});
