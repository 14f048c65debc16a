import { measureApart } from './children/measure-apart.mjs';

const OURS = ['context', 'decorators', 'executor', 'tracing', 'crash-hook'].map(
  (name) => `@threadspan/${name}`,
);
const THEIRS = ['threads', 'piscina', 'tinypool'];
const API = '@opentelemetry/api';

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'what it takes to begin, in processes of their own',
  about: `Each import of ours includes the API of OpenTelemetry; that of the executor leaves threads.js for the first
    worker. Every first result includes the start of Node, and of a thread in it. What a raw Worker needs after that is
    a file or two. With an annotated class it has to load that, its decorators and the API of OpenTelemetry here and in
    the thread, one after the other. The executor does so too, and loads both sides of itself; threads.js is loaded
    while the thread boots.`,
  states: ['import', 'from the start of the process to the first result of 1 worker'],
  long: true,
  run: (state, measure) => measure(state === 'import' ? imports() : firstResults()),
};

function imports() {
  return [API, ...OURS, ...THEIRS].map((name) => ({
    name,
    unit: 'ns',
    figure: () => measureApart('import-time', name),
    ...(OURS.includes(name) ? { baseline: API } : {}),
  }));
}

function firstResults() {
  const contestant = (name) => ({ name, unit: 'ns', figure: () => measureApart('first-result', name) });
  const baseline = 'raw Worker';
  return [
    contestant(baseline),
    { ...contestant('executor'), baseline, aim: { ratio: 1.25 } },
    ...['raw Worker, annotated class', 'piscina', 'tinypool', 'threads.js'].map((name) => ({
      ...contestant(name),
      baseline,
    })),
  ];
}
