import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  collectCrashReport,
  installCrashHook,
  renderCrashReport,
  renderCrashReportHtml,
  saveCrashReport,
} from '@threadspan/crash-hook';
import { DebtAnalyzer } from '@threadspan/sample-analyzer/dist/debt-analyzer.js';
import { Doubler } from '../soak/doubler.mjs';
import { measureApart } from './children/measure-apart.mjs';
import { crash } from './workers/crash.mjs';

const FEW_MS = 5e6;

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'the crash hook',
  about: `Healthy is the analysis of some of Babel's files, six times, on the main thread, and, as the extreme, decorated calls that do
    nothing; in each round the hook is installed before and uninstalled after. With last words, each scope that is
    entered costs about 0.1 µs, and some of them a write to a file, for 2 % of the time at most. The first report of a
    process is the one that counts. It takes so much longer than later ones because its code runs for the first time:
    patterns are compiled, and source and source map of the file that threw are read.`,
  states: ['a healthy run', 'the first report of a process', 'one of many reports'],
  long: true,
  run(state, measure, { quick }) {
    if (state === 'a healthy run') return healthyRuns(measure, quick);
    return state === 'one of many reports' ? oneOfMany(measure) : measure(firstReports());
  },
};

async function healthyRuns(measure, quick) {
  const reportDir = mkdtempSync(join(tmpdir(), 'bench-crash-'));
  const ways = {
    '': () => undefined,
    ', hook installed': () => installCrashHook({ appName: 'bench', reportDir }),
    ', hook with last words': () => installCrashHook({ appName: 'bench', reportDir, lastWords: true }),
  };
  const files = quick ? sources().slice(0, 3) : Array.from({ length: 6 }, sources).flat();
  const analyzer = new DebtAnalyzer([]);
  const doubler = new Doubler();
  const works = {
    analysis: () => files.forEach((path) => analyzer.parse(path)),
    'decorated calls': () => sum(doubler, quick ? 1_000 : 200_000),
  };
  const contestants = Object.entries(works).flatMap(([baseline, work]) =>
    Object.entries(ways).map(([suffix, install]) => ({
      name: baseline + suffix,
      unit: 'ns',
      figure: () => timed(work, install),
      ...(suffix === '' ? {} : { baseline, ...(AIMS[baseline + suffix] ?? {}) }),
    })),
  );
  await measure(contestants);
  rmSync(reportDir, { recursive: true });
}

const AIMS = {
  'analysis, hook installed': { aim: { ratio: 1.02 } },
  'analysis, hook with last words': { aim: { ratio: 1.05 } },
  'decorated calls, hook installed': { aim: { ratio: 1.02 } },
};

function timed(work, install) {
  const hook = install();
  const start = performance.now();
  work();
  const ms = performance.now() - start;
  hook?.uninstall();
  return ms * 1e6;
}

function sources() {
  const folder = dirname(createRequire(import.meta.url).resolve('@babel/traverse'));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.js')).map((file) => join(folder, file));
}

function sum(doubler, calls) {
  let sum = 0;
  for (let index = 0; index < calls; index += 1) sum += doubler.double(index);
  return sum;
}

function firstReports() {
  const contestant = (name) => ({ name, unit: 'ns', figure: () => measureApart('first-report', name) });
  return [
    { ...contestant('collect and render'), aim: { ns: FEW_MS } },
    contestant('the hook, saved and written'),
  ];
}

async function oneOfMany(measure) {
  const error = crash();
  const report = collectCrashReport(error);
  const directory = mkdtempSync(join(tmpdir(), 'bench-crash-'));
  await measure([
    { name: 'collect', call: () => collectCrashReport(error) },
    { name: 'render as text', call: () => renderCrashReport(report) },
    { name: 'render as HTML', call: () => renderCrashReportHtml(report) },
    { name: 'save as JSON', call: () => saveCrashReport(report, directory) },
    {
      name: 'collect and render',
      call: () => renderCrashReport(collectCrashReport(error)),
      aim: { ns: FEW_MS },
    },
  ]);
  rmSync(directory, { recursive: true });
}
