import { runExample } from './run-example.ts';

it('long inputs are streamed, moved and held back', () => {
  expect(runExample('long-inputs')).toBe(
    [
      'slowest: /page/321 with 999 ms',
      'line 2: SyntaxError: not a request: GET /b',
      'parsed: 2',
      'inverted: 254, and here are 0 bytes left',
      'digests: 100',
      '',
    ].join('\n'),
  );
});
