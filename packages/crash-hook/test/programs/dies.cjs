// Keeps its last words in REPORT_DIR, and ends in the way that its first argument says, inside of a file.
const { tmpdir } = require('node:os');
const {
  setProgress,
  withCurrentFile,
  withCurrentFunction,
  withPhase,
  withSpan,
} = require('@threadspan/context');
const { install } = require('./install.cjs');

const ends = {
  oom() {
    const kept = [];
    for (;;) kept.push(new Array(1_000).fill(Math.random()));
  },
  abort: () => process.abort(),
  segfault: () => process.kill(process.pid, 'SIGSEGV'),
  waits() {
    console.log('ready');
    pause(Infinity);
  },
  returns: () => undefined,
  exits: () => process.exit(3),
  throws() {
    throw new Error('boom');
  },
  moves: () => process.chdir(tmpdir()),
  uninstalls() {
    hook.uninstall();
    process.abort();
  },
  // Short calls without end, and then one that takes long, all in one turn.
  late() {
    for (let n = 0; n < 100_000; n++) withCurrentFile('short.ts', () => undefined);
    withPhase('reporting', () => undefined);
    pause(100);
    withCurrentFile('long.ts', () => process.abort());
  },
  // Pauses, since texts of that size use up what may be spent on writing: 100 ms of debt, at 2 % of the time.
  deep: () =>
    inside(300, () => {
      pause(5_500);
      withCurrentFunction('innermost', () => process.abort());
    }),
  // Uses the stack up, also within the hook, and goes on.
  overflows() {
    const again = () => withCurrentFile('again.ts', again);
    try {
      again();
    } catch {
      withCurrentFile('after.ts', () => process.abort());
    }
  },
  // The first of two files that are open at once ends; the other one never does.
  concurrent() {
    const first = withCurrentFile('first.ts', () => Promise.resolve());
    void withCurrentFile('second.ts', () => new Promise(() => undefined));
    void first.then(() => setTimeout(() => process.abort(), 1_000));
  },
  // Goes on in the outer one of two files.
  left() {
    withCurrentFile('src/inner.ts', () => undefined);
    process.abort();
  },
};

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function inside(depth, work) {
  return depth === 0 ? work() : withSpan(`${depth} ${'目'.repeat(900)}`, () => inside(depth - 1, work));
}

const hook = install({
  lastWords: true,
  ...(process.env.REDACT ? { redact: (text) => text.replaceAll(process.env.REDACT, '<hidden>') } : {}),
  ...(process.env.APP ? { appName: process.env.APP } : {}),
  onReport: ({ report }) => console.log(`onReport: ${report.error.name}`),
});
setProgress(2, 9);
if (process.argv[2]) {
  withPhase('parsing', () =>
    withSpan('unified_analysis', () =>
      withSpan('process_file', { attributes: { 'file.path': 'src/x.ts' } }, () =>
        withCurrentFile('src/x.ts', ends[process.argv[2]]),
      ),
    ),
  );
}
