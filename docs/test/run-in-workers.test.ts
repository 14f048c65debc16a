import { read, runExample } from './run-example.ts';

const [ofCalls, ofFailures] = [
  ...read('docs/guides/run-in-workers.md').matchAll(/It prints:\n\n```\n(.*?)```/gs),
].map(([, output]) => output);

it('calls and chains in workers print what their guide says', () => {
  expect(runExample('run-in-workers')).toBe(ofCalls);
});

it('failures in workers print what their guide says', () => {
  expect(runExample('run-in-workers/failures')).toBe(ofFailures);
});
