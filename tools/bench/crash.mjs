import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  collectCrashReport,
  renderCrashReport,
  renderCrashReportHtml,
  saveCrashReport,
} from '@threadspan/crash-hook';
import { measureApart } from './children/measure-apart.mjs';
import { crash } from './workers/crash.mjs';

const FEW_MS = 5e6;

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'the crash hook',
  about: `A healthy run is 2,000,000 decorated calls inline and 100,000 in two workers. With last words, what the main
    thread is at is written to a file whenever that has cost less than one fiftieth of the time. The first report of a
    process is the one that counts: it reads source and source map of the file that threw, makes what tells emoji apart,
    and runs code that nobody has called before.`,
  states: [
    'a healthy run, in processes of their own',
    'the first report of a process',
    'one of many reports',
  ],
  long: true,
  run(state, measure) {
    if (state.startsWith('a healthy run')) return measure(healthyRuns());
    return state.startsWith('the first') ? measure(firstReports()) : oneOfMany(measure);
  },
};

function healthyRuns() {
  const contestant = (name) => ({ name, unit: 'ns', figure: () => measureApart('healthy-run', name) });
  const baseline = 'without a hook';
  return [
    contestant(baseline),
    { ...contestant('hook installed'), baseline, aim: { ratio: 1.02 } },
    { ...contestant('hook with last words'), baseline, aim: { ratio: 1.05 } },
  ];
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
