import { renderCrashReportHtml } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';
import { expectGolden } from './golden';
import { bareReport, fullReport, wholeReport } from './sample-report';

const footer = {
  savedPath: '/var/reports/threadspan-crash-20260301T120005Z-4242-1.json',
  issueUrl: 'https://example.com/debtscan/issues/new?labels=crash&title="boom"',
};
const headings = (html: string) => Array.from(html.matchAll(/<h2>(.*?)<\/h2>/g), ([, title]) => title);
const withError = (error: Partial<CrashReport['error']>): CrashReport => ({
  ...bareReport,
  error: { name: 'Error', message: 'boom', stack: '', ...error },
});

it.each<[string, CrashReport, object]>([
  ['whole', wholeReport, footer],
  ['bare', bareReport, {}],
])('the page is as in golden/%s.html', (name, report, options) => {
  expectGolden(name, renderCrashReportHtml(report, options), 'html');
});

it('the page is the same each time', () => {
  expect(renderCrashReportHtml(wholeReport, footer)).toBe(
    renderCrashReportHtml(structuredClone(wholeReport), footer),
  );
});

it('each section is there only when it has something to say', () => {
  expect(headings(renderCrashReportHtml(bareReport))).toEqual([
    'Thrown undefined',
    'Operation context',
    'Environment',
  ]);
  expect(headings(renderCrashReportHtml(wholeReport, footer))).toEqual([
    'TypeError <span class="code">E_SCORE</span>',
    'Previous run',
    'Operation context',
    'What the workers did',
    'Stack',
    'Caused by',
    '2 errors inside',
    'Spans',
    'Other workers',
    'Earlier crashes of this run',
    'Environment',
    'How to report this',
  ]);
});

describe('the place to report to', () => {
  it.each(['https://example.com/a?b=1', 'http://example.com/'])('is a link when it is %s', (issueUrl) => {
    expect(renderCrashReportHtml(bareReport, { issueUrl })).toContain(`<a href="${issueUrl}" rel=`);
  });

  it.each([
    ['mailto:ada@example.com', 'mailto:ada@example.com?subject=Thrown%20undefined&amp;body='],
    [
      'https://example.com/a/issues/new',
      'https://example.com/a/issues/new?title=Thrown%20undefined&amp;body=',
    ],
  ])('is a link with title and body when it is %s', (issueUrl, href) => {
    const html = renderCrashReportHtml(bareReport, { issueUrl });
    expect(html).toContain(`<a href="${href}`);
    expect(html).toContain(`>${issueUrl}</a>`);
  });

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    '//example.com/issues',
    'somebody',
  ])('is only text when it is %j', (issueUrl) => {
    const html = renderCrashReportHtml(bareReport, { issueUrl });
    expect(html).toContain('<dt>Report to</dt>');
    expect(html).not.toMatch(/<a\s|href/);
  });

  it('goes with why the report was not saved', () => {
    expect(renderCrashReportHtml(bareReport, { saveError: 'EACCES: <denied>' })).toMatch(
      /<dt>Report not saved<\/dt>\s*<dd>EACCES: &lt;denied&gt;<\/dd>/,
    );
  });
});

describe('the source', () => {
  const marked = (text: string, column: number) => {
    const code = { firstLine: 7, lines: ['first', text], line: 8, column };
    return /<li class="marked"><b>8<\/b><span>(.*)<\/span><\/li>/.exec(
      renderCrashReportHtml({ ...bareReport, code }),
    )?.[1];
  };

  it('has a mark on the character', () => {
    expect(marked('a = b < c', 7)).toBe('a = b <mark>&lt;</mark> c');
  });

  it('has the mark on all of a character that takes two code units', () => {
    expect(marked('日🎉x', 2)).toBe('日<mark>🎉</mark>x');
  });

  it('has the mark behind a line that is shorter', () => {
    expect(marked('ab', 9)).toBe('ab<mark> </mark>');
  });

  it('has tabs as spaces', () => {
    expect(marked('\tab', 2)).toBe('    <mark>a</mark>b');
  });
});

describe('the timeline', () => {
  const worker = (index: number) => ({ index, count: 3, threadId: 10 + index });
  const crash = Date.parse(fullReport.time);
  const draw = (timelines: CrashReport['timelines'], context: Partial<CrashReport['context']> = {}) =>
    renderCrashReportHtml({
      ...bareReport,
      context: { spanHierarchy: [], ...context },
      timelines: timelines!,
    });
  const order = (html: string) =>
    Array.from(html.matchAll(/<b>Worker (\d) of 3<\/b>/g), ([, index]) => index);
  const bars = (html: string) =>
    Array.from(html.matchAll(/<i\s+class="(\w+)"\s+style="(.*?)"/g), ([, kind, style]) => `${kind} ${style}`);
  const ticks = (html: string) =>
    Array.from(
      html.matchAll(/<span(?: class="right")? style="right:(.*?)%">(.*?)<\/span>/g),
      ([, at, label]) => [Number(at), label],
    );
  const item = (from: number, to?: number, currentFile = 'a.ts', count = 1) => ({
    from: crash - from,
    ...(to === undefined ? {} : { to: crash - to }),
    count,
    currentFile,
  });

  it('has the worker that crashed first, then those lost, then the others in their order', () => {
    const html = draw(
      [
        { worker: worker(2), entries: [] },
        { worker: worker(3), entries: [item(500)], lostAt: crash - 100 },
        { worker: worker(1), entries: [item(500)] },
      ],
      { worker: worker(1) },
    );
    expect(order(html)).toEqual(['1', '3', '2']);
    expect(html).toMatch(/<b>Worker 1 of 3<\/b> <span class="badge">crashed<\/span>/);
    expect(html).toMatch(/<b>Worker 3 of 3<\/b> <span class="badge">lost −100\u00a0ms<\/span>/);
    expect(html).toMatch(/<b>Worker 2 of 3<\/b> idle/);
  });

  it('places each item by its time', () => {
    const entries = [item(2_000, 1_500), item(1_500, 500, 'b.ts', 12), item(250)];
    expect(bars(draw([{ worker: worker(1), entries }]))).toEqual([
      'one left:0.00%;width:25.00%',
      'several left:25.00%;width:50.00%',
      'one left:87.50%;width:12.50%',
    ]);
  });

  it('marks the item that was not finished at the crash', () => {
    const entries = [item(1_000, 500), item(500)];
    const html = draw([{ worker: worker(1), entries }], { worker: worker(1), currentFile: 'other.ts' });
    expect(bars(html)).toEqual(['one left:0.00%;width:50.00%', 'last left:50.00%;width:50.00%']);
  });

  it('knows an item that ended by failing by its file', () => {
    const entries = [item(1_000, 500, 'bad.ts'), item(500, 0, 'good.ts')];
    const html = draw([{ worker: worker(1), entries }], { worker: worker(1), currentFile: 'bad.ts' });
    expect(bars(html)).toEqual(['last left:0.00%;width:50.00%', 'one left:50.00%;width:50.00%']);
  });

  it('ends the item of a lost worker with it', () => {
    const html = draw([{ worker: worker(1), entries: [item(1_000)], lostAt: crash - 750 }]);
    expect(bars(html)).toEqual(['last left:0.00%;width:25.00%', 'loss left:25.00%']);
  });

  it('has at most five round times on its axis', () => {
    const axis = (span: number) => ticks(draw([{ worker: worker(1), entries: [item(span)] }]));
    expect(axis(2_000)).toEqual([
      [0, 'crash'],
      [25, '−0.5 s'],
      [50, '−1 s'],
      [75, '−1.5 s'],
      [100, '−2 s'],
    ]);
    expect(axis(70).map(([, label]) => label)).toEqual(['crash', '−20 ms', '−40 ms', '−60 ms']);
    expect(axis(900_000).map(([, label]) => label)).toEqual(['crash', '−5 min', '−10 min', '−15 min']);
    expect(axis(5 * 3_600_000).map(([, label]) => label)).toEqual(['crash', '−2 h', '−4 h']);
  });

  it('is not squeezed by one worker that was idle for long, which is still in the list', () => {
    const timelines = [
      { worker: worker(1), entries: [item(1_000)] },
      { worker: worker(2), entries: [item(600_000, 590_000, 'old.ts')] },
      { worker: worker(3), entries: [item(1_000)] },
    ];
    const html = draw(timelines);
    expect(bars(html)).toEqual(['one left:0.00%;width:100.00%', 'one left:0.00%;width:100.00%']);
    expect(html).toMatch(/<td>−10\u00a0min 0\u00a0s<\/td>\s*<td>10\.0\u00a0s<\/td>\s*<td>old\.ts<\/td>/);
  });

  it('shows all of the item that crashed', () => {
    const timelines = [
      { worker: worker(1), entries: [item(10_000)] },
      { worker: worker(2), entries: [item(1_000)] },
    ];
    expect(bars(draw(timelines, { worker: worker(1) }))).toEqual([
      'last left:0.00%;width:100.00%',
      'one left:90.00%;width:10.00%',
    ]);
  });
});

it('a stack folds what is not the program’s own, but for the frame that threw', () => {
  const frames = [
    'at read (node:fs:4:2)',
    'at x (/app/node_modules/x.js:1:1)',
    'at load (/app/src/load.ts:3:7)',
  ];
  const html = renderCrashReportHtml(
    withError({ stack: ['Error: boom', ...frames.map((f) => `    ${f}`)].join('\n') }),
  );
  const items = Array.from(
    html.matchAll(/<li class="(\w+)">|<summary>(.*?)</g),
    ([, owner, fold]) => owner ?? fold,
  );
  expect(items).toEqual(['node', '1 frame hidden', 'dependency', 'own']);
});
