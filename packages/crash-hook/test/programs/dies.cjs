// Keeps its last words in REPORT_DIR, and ends in the way that its first argument says, inside of a file.
const { setProgress, withCurrentFile, withPhase, withSpan } = require('@threadspan/context');
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
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
  returns: () => undefined,
  exits: () => process.exit(3),
  throws() {
    throw new Error('boom');
  },
  uninstalls() {
    hook.uninstall();
    process.abort();
  },
  // Short calls without end, and then one that takes long, all in one turn.
  late() {
    for (let n = 0; n < 100_000; n++) withCurrentFile('short.ts', () => undefined);
    withPhase('reporting', () => undefined);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    withCurrentFile('long.ts', () => process.abort());
  },
  // Goes on in the outer one of two files.
  left() {
    withCurrentFile('src/inner.ts', () => undefined);
    process.abort();
  },
};

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
