import { renderCrashReport } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';
import { expectGolden } from './golden';
import { aggregate, previousRun, workerLost } from './interesting-reports';
import { bareReport, fullReport } from './sample-report';

const footer = {
  savedPath: '/tmp/crash.json',
  issueUrl: 'https://example.com/debtscan/issues/new?labels=crash',
};
const reports: Readonly<Record<string, CrashReport>> = {
  full: fullReport,
  bare: bareReport,
  'worker-lost': workerLost,
  aggregate,
  'previous-run': previousRun,
};

describe.each(Object.entries(reports))('the text of the report %s', (name, report) => {
  const variants = [40, 80, 120].flatMap((width) =>
    [false, true].flatMap((color) => [false, true].map((unicode) => ({ width, color, unicode }))),
  );

  it.each(variants)('with %j is as its golden text', ({ width, color, unicode }) => {
    const file = [width, ...(unicode ? [] : ['ascii']), ...(color ? ['color'] : [])].join('-');
    expectGolden(`${name}/${file}`, renderCrashReport(report, { ...footer, width, color, unicode }));
  });
});

it.each([
  ['no-stack', { verbosity: 0 as const }],
  ['every-frame', { verbosity: 2 as const }],
])('the text with another verbosity is as golden/aggregate/%s.txt', (name, options) => {
  expectGolden(`aggregate/${name}`, renderCrashReport(aggregate, { ...footer, ...options }));
});

it('the text of a report that could not be saved is as golden/bare/not-saved.txt', () => {
  const saveError = "EACCES: permission denied, mkdir '/nowhere'";
  expectGolden('bare/not-saved', renderCrashReport(bareReport, { width: 60, saveError }));
});
