// Dies in the way that its first argument says while two workers of an executor are in the midst of a file.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { withPhase } = require('@threadspan/context');
const { readWorkerActivity } = require('@threadspan/context/ports');
const { createExecutor } = require('@threadspan/executor');
const { Stuck } = require('./stuck.cjs');
const { install } = require('./install.cjs');

const ends = {
  oom() {
    const kept = [];
    for (;;) kept.push(new Array(1_000).fill(Math.random()));
  },
  abort: () => process.abort(),
  waits: () => console.log('ready'),
};

async function main(end) {
  install({ lastWords: true });
  const stuck = await createExecutor({ workers: 2 }).spawn(Stuck, { module: require.resolve('./stuck.cjs') });
  withPhase('debt_scoring', () =>
    Promise.all(['src/a.ts', 'src/b.ts'].map((path) => stuck.work(path))),
  ).catch(() => undefined);
  const timer = setInterval(() => {
    if (readWorkerActivity().length < 2 || !isKept()) return;
    clearInterval(timer);
    ends[end]();
  }, 5);
}

function isKept() {
  const [run] = readdirSync(process.env.REPORT_DIR);
  const text = readFileSync(join(process.env.REPORT_DIR, run, 'last-words.jsonl'), 'utf8');
  return text.includes('src/a.ts') && text.includes('src/b.ts');
}

void main(process.argv[2]);
