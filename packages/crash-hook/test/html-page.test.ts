import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderCrashReportHtml } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';
import type { Page } from 'puppeteer-core';
import { closeBrowser, takeScreenshot, view, withPage } from './browser';
import type { Viewing } from './browser';
import { mapTexts } from './every-text';
import { bareReport, wholeReport } from './sample-report';

afterAll(closeBrowser);

const breakouts = [
  '<script id="injected">document.title = "injected"; alert(1)</script>',
  '</style><script id="injected">alert(1)</script>',
  '</title><img id="injected" src="x" onerror="alert(1)">',
  '" onmouseover="alert(1)" id="injected" style="left:0',
  "' autofocus onfocus='alert(1)' id='injected",
  '--><svg id="injected" onload="alert(1)"></svg><!--',
  '&lt;b id=injected&gt;&#60;b id=injected&#62;',
  ']]></p></code></main><iframe id="injected" src="https://example.com/"></iframe>',
  'a\u202eb\u2066c\u0000d\u001b]8;;https://example.com/\u0007link\u001b]8;;\u0007\ufeff\ud800',
];
const longWords = ['x'.repeat(10_000), '日'.repeat(10_000), '/very-long-directory'.repeat(500)];
const everyTextIs = (text: string) => mapTexts(wholeReport, () => text);

const reports: readonly [string, CrashReport][] = [
  ['whole', wholeReport],
  ['bare', bareReport],
  ['hostile', everyTextIs(breakouts.join(' '))],
  ...longWords.map((word): [string, CrashReport] => [`${word.slice(0, 5)}… long`, everyTextIs(word)]),
];
const options = (report: CrashReport) => ({
  issueUrl: 'https://example.com/debtscan/issues/new',
  savedPath: report.error.message,
  saveError: report.error.message,
});
const viewings: readonly Viewing[] = [390, 1280].flatMap((width) => [
  { width, dark: false },
  { width, dark: true },
]);
const openAll = (page: Page) =>
  page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
// The page clips what can't be broken: without that, all that is too wide shows.
const isWiderThanWindow = (page: Page) =>
  page.evaluate(() => {
    document.querySelector('main')!.style.overflowX = 'visible';
    return document.documentElement.scrollWidth > window.innerWidth;
  });

/** The viewings in which the page is wider than the window. */
async function tooWide(page: Page): Promise<Viewing[]> {
  const found: Viewing[] = [];
  for (const viewing of viewings) {
    await view(page, viewing);
    if (await isWiderThanWindow(page)) found.push(viewing);
  }
  return found;
}

it.each(reports)(
  'a %s report runs nothing, asks for nothing and fits, whatever the width and the colours',
  async (_name, report) => {
    const html = renderCrashReportHtml(report, options(report));
    await withPage(html, viewings[0]!, async (page, url, events) => {
      expect(await tooWide(page)).toEqual([]);
      await openAll(page);
      expect(await tooWide(page)).toEqual([]);
      expect(await page.$('#injected, script, img, iframe, svg')).toBeNull();
      expect(await page.title()).toContain(report.app.name.slice(0, 40));
      expect(events).toEqual([`request ${url}`]);
    });
  },
);

it('no script could run even if one got into the page', async () => {
  const html = renderCrashReportHtml(bareReport).replace(
    '</main>',
    '<script>document.title = "ran"</script></main>',
  );
  expect(html).toContain('<script>');
  const title = await withPage(html, { width: 390 }, (page) => page.title());
  expect(title).toBe('debtscan: Thrown undefined');
});

it('the page is dark for those who prefer it', async () => {
  const html = renderCrashReportHtml(wholeReport);
  const [light, dark] = await withPage(html, { width: 390 }, async (page) => {
    const brightness = () =>
      page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
    const light = await brightness();
    await view(page, { width: 390, dark: true });
    return [light, await brightness()];
  });
  expect(light).toBeGreaterThan(200);
  expect(dark).toBeLessThan(60);
});

// WCAG 2.2, success criterion 1.4.3.
it.each(viewings)('all text has a contrast of at least 4.5 with $width px, dark: $dark', async (viewing) => {
  const html = renderCrashReportHtml(wholeReport, options(wholeReport));
  const faint = await withPage(html, viewing, async (page) => {
    await openAll(page);
    return page.evaluate(() => {
      const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
      const luminance = (color: string) => {
        const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const backgroundOf = (element: Element | null): string => {
        if (element === null) return 'rgb(255, 255, 255)';
        const { backgroundColor } = getComputedStyle(element);
        return channels(backgroundColor)[3] === 0 ? backgroundOf(element.parentElement) : backgroundColor;
      };
      const withText = Array.from(document.body.querySelectorAll('*')).filter((element) =>
        Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.nodeValue?.trim()),
      );
      const measured = withText.map((element) => {
        const pair = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))];
        const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
        return { text: element.textContent, ratio };
      });
      return { count: measured.length, faint: measured.filter(({ ratio }) => !(ratio >= 4.5)) };
    });
  });
  expect(faint.count).toBeGreaterThan(100);
  expect(faint.faint).toEqual([]);
});

it('headings go down by one level at a time, from the only one of the first', async () => {
  const levels = await withPage(renderCrashReportHtml(wholeReport), { width: 1280 }, (page) =>
    page.evaluate(() =>
      Array.from(document.querySelectorAll('h1, h2, h3, h4, h5, h6'), ({ tagName }) => Number(tagName[1])),
    ),
  );
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  expect(levels[0]).toBe(1);
  expect(levels.filter((level, index) => index > 0 && level > levels[index - 1]! + 1)).toEqual([]);
});

it('the caret hangs below its column, however wide the characters before it', async () => {
  const code = { firstLine: 1, lines: ['日本語🎉 = x'], line: 1, column: 9 };
  const marked = await withPage(renderCrashReportHtml({ ...bareReport, code }), { width: 390 }, (page) =>
    page.evaluate(() => {
      const mark = document.querySelector('mark')!;
      const caret = getComputedStyle(mark, '::after');
      return { text: mark.textContent, caret: caret.content, left: caret.left };
    }),
  );
  expect(marked).toEqual({ text: 'x', caret: '"^"', left: '0px' });
});

it.each([1_500, 1_524, 1_620, 60_000, 500, 530])('of %d ms no time is cut off', async (span) => {
  const worker = { index: 1, count: 1, threadId: 1 };
  const timelines = [{ worker, entries: [{ from: Date.parse(bareReport.time) - span, count: 1 }] }];
  await withPage(renderCrashReportHtml({ ...bareReport, timelines }), viewings[0]!, async (page) => {
    for (const width of [390, 1280]) {
      await view(page, { width });
      const { count, cut } = await page.evaluate(() => {
        const left = document.querySelector('.axis')!.getBoundingClientRect().left;
        const labels = Array.from(document.querySelectorAll('.axis span'));
        const cut = labels.filter((label) => label.getBoundingClientRect().left < left);
        return { count: labels.length, cut: cut.map((label) => label.textContent) };
      });
      expect({ width, cut }).toEqual({ width, cut: [] });
      expect(count).toBeGreaterThan(2);
    }
  });
});

it.each(viewings)('can be shown as a picture at $width px, dark: $dark', async (viewing) => {
  const directory = mkdtempSync(join(tmpdir(), 'crash-picture-'));
  try {
    const path = join(directory, 'report.png');
    await takeScreenshot(renderCrashReportHtml(wholeReport, options(wholeReport)), { ...viewing, path });
    const png = readFileSync(path);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(viewing.width);
    expect(png.readUInt32BE(20)).toBeGreaterThan(2_000);
    expect(png.length).toBeGreaterThan(50_000);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
