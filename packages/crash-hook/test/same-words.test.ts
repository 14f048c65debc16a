import { renderCrashReport, renderCrashReportHtml } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';
import { bareReport } from './sample-report';

const crash = Date.parse(bareReport.time);
const nodeReport = { trigger: 'FatalError', event: 'out of memory' };
const run = { pid: 1, startedAt: bareReport.time, lastSeen: bareReport.time };
const since = (ms: number): Partial<CrashReport> => ({
  otherWorkers: [{ phase: 'parsing', since: crash - ms, spanHierarchy: [] }],
});
const progress = (processed: number, total: number, rate: number): Partial<CrashReport> => ({
  context: { progress: { processed, failed: 0, total, rate }, spanHierarchy: [] },
});

it.each<[string, Partial<CrashReport>, string, RegExp?]>([
  ['milliseconds', since(999), 'for 999 ms'],
  ['almost a second', since(999.6), 'for 1.0 s'],
  ['minutes', since(250_000), 'for 4 min 10 s'],
  ['hours', since(12_000_000), 'for 3 h 20 min'],
  ['a rate', progress(1, 3, 118.42), '1 / 3 files (33%), 118 files/s'],
  ['a slow rate', progress(1, 3, 0.0123), '1 / 3 files (33%), 0.0123 files/s'],
  ['no rate', progress(1, 3, 0), '1 / 3 files (33%)', /files\/s/],
  ['more than all', progress(6, 3, -1), '6 / 3 files (200%)', /files\/s/],
  [
    'a heap',
    { previousRun: { ...run, nodeReport: { ...nodeReport, usedHeap: 2 ** 30, heapLimit: 2 ** 31 } } },
    '1024 MB of 2048 MB',
  ],
  [
    'the limit of a heap',
    { previousRun: { ...run, nodeReport: { ...nodeReport, heapLimit: 2 ** 31 } } },
    'at most 2048 MB',
  ],
  ['what Node said', { previousRun: { ...run, nodeReport } }, 'out of memory (FatalError)'],
  ['a worker at rest', { otherWorkers: [{ spanHierarchy: [] }] }, 'A worker idle'],
  ['a worker at work', { otherWorkers: [{ spanHierarchy: [], since: crash }] }, 'A worker busy, for 0 ms'],
  [
    'a command line',
    { runtime: { ...bareReport.runtime, argv: ['node', 'a b', "it's", '~/x*'] } },
    `node "a b" "it's" ~/x*`,
  ],
])('text and page say %s in the same words', (_, fields, words, without = /^\b$/) => {
  const report = { ...bareReport, ...fields };
  const text = renderCrashReport(report, { width: 200 }).replace('A worker:', 'A worker');
  const page = renderCrashReportHtml(report)
    .replace(/<wbr \/>|<\/?(?:b|code)>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('\u00a0', ' ');
  for (const form of [text, page]) {
    expect(form).toContain(words);
    expect(form).not.toMatch(without);
  }
});

it('times that make no sense are drawn within bounds', () => {
  const worker = { index: 1, count: 1, threadId: 1 };
  const times = [-1.7e308, -1, 0, crash, 8.64e15, 1.7e308];
  const entries = times.flatMap((from) => times.map((to) => ({ from, to, count: 1 })));
  for (const time of [bareReport.time, '9999-99-99T99:99:99Z']) {
    for (const lostAt of times) {
      const html = renderCrashReportHtml({
        ...bareReport,
        time,
        timelines: [{ worker, entries: [...entries, { from: lostAt, count: 1 }], lostAt }],
      });
      expect(html).not.toMatch(/NaN|Infinity|(?:left|width|right):-/);
    }
  }
});
