import fc from 'fast-check';
import { arbitraryReport } from './arbitrary-report';
import { runCli } from './run-cli';

// What acts on a terminal, and traces of a failure that nobody foresaw.
const UNSAFE = /[^\P{Cc}\n]|\p{Cs}|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;
const STACK = /^\s+at .*:\d+:\d+|node:internal/m;

const word = fc.oneof(
  fc.constantFrom(
    ...[
      'show',
      'list',
      '-',
      '--',
      '--help',
      '--version',
      '--width',
      '--width=80',
      '--backtrace',
      '--backtrace=full',
      '--html',
    ],
    ...[
      '-h',
      '-v',
      '-hv',
      '--no-help',
      '--help=1',
      '--width=NaN',
      '/',
      '.',
      '/dev/null',
      '__proto__',
      '--__proto__',
    ],
  ),
  fc.string({ unit: 'binary' }),
  fc.string().map((text) => `--${text}`),
);

it('no command line makes the tool fail but with a line that says why', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (argv) => {
      const { code, stdout, stderr } = await runCli(argv);
      expect([0, 1, 2]).toContain(code);
      if (argv.length === 0) return;
      expect(stderr).toMatch(code === 0 ? /^$/ : /^threadspan-crash: [^\n]+\n$/);
      expect(stderr + stdout).not.toMatch(UNSAFE);
      expect(stderr).not.toMatch(STACK);
    }),
    { numRuns: 300 },
  );
});

it('no content makes the tool fail but with a line that says why', async () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  const text = arbitraryReport.map((report) => JSON.stringify(report));
  const cut = fc
    .tuple(text, fc.nat())
    .map(([text, length]) => Buffer.from(text.slice(0, length % text.length)));
  const damaged = fc
    .tuple(text, fc.nat(), fc.string({ unit: 'binary' }))
    .map(([text, at, with_]) =>
      Buffer.from(text.slice(0, at % text.length) + with_ + text.slice((at % text.length) + 1)),
    );
  const content = fc.oneof(
    bytes,
    cut,
    damaged,
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
  );
  await fc.assert(
    fc.asyncProperty(content, async (stdin) => {
      const { code, stdout, stderr } = await runCli(['show', '-'], { stdin });
      expect([0, 1]).toContain(code);
      expect(stderr).toMatch(code === 0 ? /^$/ : /^threadspan-crash: [^\n]+\n$/);
      expect(stderr + stdout).not.toMatch(UNSAFE);
      expect(stderr).not.toMatch(STACK);
    }),
    { numRuns: 300 },
  );
});

it('every report that may be read is shown', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryReport, async (report) => {
      const stdin = JSON.stringify(report);
      const { code, stdout } = await runCli(['show', '-', '--backtrace=full'], { stdin });
      expect(code).toBe(0);
      expect(stdout).toContain('CRASH REPORT');
      expect(stdout).not.toMatch(UNSAFE);
      expect(await runCli(['show', '-', '--html'], { stdin })).toMatchObject({ code: 0, stderr: '' });
    }),
  );
});
