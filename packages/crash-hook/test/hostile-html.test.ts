import { collectCrashReport, renderCrashReportHtml } from '@threadspan/crash-hook';
import { closeBrowser, withPage } from './browser';
import { HOSTILE_TEXTS } from './hostile-texts';
import { executed, HOSTILE_VALUES } from './hostile-values';

afterAll(closeBrowser);

const UNSAFE =
  /[^\P{Cc}\n]|\p{Cs}|\p{Zl}|\p{Zp}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const OURS = new Set(
  (
    'html,head,meta,title,style,body,main,header,section,article,h1,h2,h3,h4,h5,h6,p,span,b,i,a,br,wbr,code,mark,' +
    'dl,div,dt,dd,ol,ul,li,details,summary,progress,time,table,caption,thead,tbody,tr,th,td'
  ).split(','),
);
const ATTRIBUTES =
  /^(?:\s+(?:(?:aria-hidden|aria-label|charset|class|content|datetime|href|http-equiv|lang|max|name|rel|start|style|tabindex|title|value)="[^"<>]*"))*\s*\/?$/;

/** What stands between a `<` and the next `>`, and is not what the page itself is made of. */
function foreignMarkup(html: string): string[] {
  const body = html.replace(/<style>[^]*?<\/style>/, '').replace('<!doctype html>', '');
  return Array.from(body.matchAll(/<([^>]*)>/g), ([, tag = '']) => tag).filter((tag) => {
    const [, name = '', rest = ''] = /^\/?([a-z]+\d?)([^]*)$/.exec(tag) ?? [];
    return !OURS.has(name) || !ATTRIBUTES.test(rest);
  });
}

/** The page of what is made of `value`, with the text of the error wherever a caller gives some. */
function pageOf(value: unknown): string {
  const report = collectCrashReport(value);
  const { message } = report.error;
  return renderCrashReportHtml(report, { issueUrl: message, savedPath: message, saveError: message });
}

describe.each(HOSTILE_VALUES)('of $name', ({ make, secrets = [] }) => {
  it('a page is made that has no markup, controls or secrets of it', () => {
    const value = make();
    executed.length = 0;
    const html = pageOf(value);
    expect(html).not.toMatch(UNSAFE);
    expect(html).not.toMatch(/^\s*::|##\w*\[/m); // commands, in the log of a build
    expect(foreignMarkup(html)).toEqual([]);
    const text = html.replace(/<[^>]*>|\s/g, '');
    for (const secret of secrets) expect(text).not.toContain(secret.replace(/\s/g, ''));
    expect(executed).toEqual([]);
  });
});

it('of the texts that are made to do harm none runs or asks for anything', async () => {
  const texts = HOSTILE_VALUES.slice(0, HOSTILE_TEXTS.length);
  for (const { make, name } of texts) {
    await withPage(pageOf(make()), { width: 390 }, async (page, url, events) => {
      const isTooWide = () =>
        page.evaluate(() => {
          document.querySelectorAll('details').forEach((details) => (details.open = true));
          return document.documentElement.scrollWidth > window.innerWidth;
        });
      expect([name, await isTooWide()]).toEqual([name, false]);
      expect(await page.$('script, img, iframe, svg, object, [onload], [onerror]')).toBeNull();
      expect(events).toEqual([`request ${url}`]);
    });
  }
});
