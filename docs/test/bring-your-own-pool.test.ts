import { read, runExample } from './run-example.ts';

const files = ['docs/package.json', 'docs/test/tsconfig.json', 'README.md'];
const missing = 'missing.ts';
const phases = ['parsing', 'debt_scoring'];

// Two lines for each file and phase: what was asked for by whom, and what the worker made of it.
const REPLY = /^(\d+\/\d+) (\S+) for (\S+) (\S+)\n {2}(.*)$/gm;

function run(example: string) {
  const printed = runExample(`bring-your-own-pool/${example}`, ...files, missing);
  const replies = [...printed.matchAll(REPLY)].map(
    ([, progress, path = '', phase = '', traceparent = '', outcome = '']) => ({
      progress,
      path,
      phase,
      traceparent,
      outcome,
    }),
  );
  expect(replies.map(({ path, phase }) => `${path} ${phase}`).sort()).toEqual(
    [...files, missing].flatMap((path) => phases.map((phase) => `${path} ${phase}`)).sort(),
  );
  return replies;
}

describe.each(['piscina', 'tinypool', 'workerpool', 'worker', 'child-process'])(
  'the %s example',
  (example) => {
    let replies: ReturnType<typeof run>;
    beforeAll(() => {
      replies = run(example);
    });

    it('analyzes each file in the phase, the span and the hierarchy of its caller', () => {
      for (const { path, phase, traceparent, outcome } of replies.filter(({ path }) => path !== missing)) {
        expect(traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
        const lines = read(path).split('\n').length;
        expect(outcome).toBe(`${lines} lines, in ${phase} ${traceparent}, unified_analysis > process_file`);
      }
    });

    it('has two traces in flight, one for each phase', () => {
      const traces = replies.map(({ phase, traceparent }) => `${phase} ${traceparent.split('-')[1]}`);
      expect(new Set(traces).size).toBe(2);
      expect(new Set(replies.map(({ traceparent }) => traceparent)).size).toBe(2);
    });

    it('brings errors home', () => {
      const place = (phase: string) =>
        ['worker', 'child-process'].includes(example)
          ? ` (in ${phase}, ${missing}, unified_analysis > process_file)`
          : '';
      for (const { phase, outcome } of replies.filter(({ path }) => path === missing)) {
        const message = `ENOENT: no such file or directory, open '${missing}'`;
        expect(outcome).toBe(`failed: ${message}${place(phase)}`);
      }
    });

    it('counts replies on the main thread', () => {
      expect(replies.map(({ progress }) => progress)).toEqual(replies.map((_, index) => `${index + 1}/8`));
    });
  },
);
