import fc from 'fast-check';
import { renderCrashReportHtml } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';
import { closeBrowser, withPage } from './browser';
import { mapTexts } from './every-text';
import { wholeReport } from './sample-report';

afterAll(closeBrowser);

const markup = fc.constantFrom(
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '`',
    '=',
    '/',
    '\\',
    '!',
    '--',
    '-->',
    '<!--',
    '</style>',
    '</title>',
    '</pre>',
  ],
  ...[
    '<script>',
    '<plaintext>',
    '<svg onload=x>',
    '&lt;',
    '&amp;',
    '&#x3c;',
    '&nbsp',
    ' ',
    '{',
    '}',
    '$&',
    '${x}',
  ],
);
const unseen = /[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
const readable = fc
  .array(
    fc.oneof(
      markup,
      fc.string({ unit: 'grapheme' }).map((text) => text.replace(unseen, '')),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => `.${parts.join('')}.`);
const anything = fc
  .array(fc.oneof(markup, fc.string({ unit: 'binary' })), { maxLength: 8 })
  .map((parts) => parts.join(''));

interface Parsed {
  readonly elements: readonly string[];
  readonly attributes: readonly string[];
  readonly comments: number;
  readonly text: string;
  readonly message: string | undefined;
  readonly titles: readonly string[];
  readonly title: string;
}

/** Looks at many pages as the browser reads them; nothing of them is run or laid out. */
function withParser(use: (parse: (html: string) => Promise<Parsed>) => Promise<void>): Promise<void> {
  return withPage('<!doctype html>', { width: 390 }, (page) =>
    use((html) =>
      page.evaluate((source) => {
        const parsed = new DOMParser().parseFromString(source, 'text/html');
        const all = Array.from(parsed.querySelectorAll('*'));
        const distinct = (names: readonly string[]) => Array.from(new Set(names)).sort();
        return {
          elements: distinct(all.map(({ localName }) => localName)),
          attributes: distinct(all.flatMap((element) => element.getAttributeNames())),
          comments: document.evaluate('count(//comment())', parsed, null, 1).numberValue,
          text: parsed.body.textContent ?? '',
          message: parsed.querySelector('.message')?.textContent ?? undefined,
          titles: Array.from(
            parsed.querySelectorAll('[title]'),
            (element) => element.getAttribute('title') ?? '',
          ),
          title: parsed.title,
        };
      }, html),
    ),
  );
}

const render = (report: CrashReport, text: string) =>
  renderCrashReportHtml(report, { issueUrl: text, savedPath: text, saveError: text });
const numbersOnly = /^(?:left:[\d.]+%(?:;width:[\d.]+%)?|right:[\d.]+%|--depth:\d)$/;

it('no text becomes an element, an attribute or a comment', async () => {
  await withParser(async (parse) => {
    const plain = await parse(render(wholeReport, 'x'));
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        const html = render(
          mapTexts(wholeReport, () => text),
          text,
        );
        const { elements, attributes, comments } = await parse(html);
        expect(elements.filter((name) => !plain.elements.includes(name) && name !== 'a')).toEqual([]);
        expect(attributes.filter((name) => !plain.attributes.includes(name) && name !== 'href')).toEqual([]);
        expect(comments).toBe(0);
        for (const [, style] of html.matchAll(/style="([^"]*)"/g)) expect(style).toMatch(numbersOnly);
        expect(html).not.toMatch(/[^\P{C}\n\u200c\u200d\p{Cn}\p{Co}]/u);
      }),
      { numRuns: 150 },
    );
  });
});

it('text is read exactly as it was written', async () => {
  await withParser(async (parse) => {
    await fc.assert(
      fc.asyncProperty(readable, async (text) => {
        const parsed = await parse(
          render({ ...mapTexts(wholeReport, () => text), time: wholeReport.time }, text),
        );
        expect(parsed.message).toBe(text);
        // `document.title` has one space where there are several.
        const start = [...`${text}: ${text}`].slice(0, 20).join('').replace(/ +/g, ' ').trimEnd();
        expect(parsed.title.slice(0, start.length)).toBe(start);
        expect(parsed.titles.some((title) => title.startsWith(`${text}, `))).toBe(true);
        expect(parsed.text.split(text).length).toBeGreaterThan(50);
      }),
      { numRuns: 150 },
    );
  });
});

it('lines of a message stay lines', async () => {
  const message = '\n  first\r\n\tsecond <b>\n\nlast';
  const report = { ...wholeReport, error: { ...wholeReport.error, message } };
  await withParser(async (parse) => {
    expect((await parse(render(report, 'x'))).message).toBe('\n  first\n    second <b>\n\nlast');
  });
});
