import { prefilledIssueUrl, renderCrashReport } from '@threadspan/crash-hook';
import type { CrashReport } from '@threadspan/crash-hook';
import fc from 'fast-check';
import { bareReport, fullReport } from './sample-report';

const NEW = 'https://github.com/ada/debtscan/issues/new';
const queryOf = (report: CrashReport, url: string) =>
  Object.fromEntries(new URL(prefilledIssueUrl(report, url)).searchParams);
const withMessage = (message: string): CrashReport => ({
  ...fullReport,
  error: { name: 'Error', message, stack: '' },
});

const title = "TypeError: Cannot read properties of undefined (reading 'line')";
const body = [
  title,
  '',
  'Location: src/scoring.ts:287:13',
  'Phase: debt_scoring',
  'Versions: debtscan 2.4.0, Node v20.19.0, linux x64',
  '',
  'Please attach the saved report',
].join('\n');

describe('the address of a new issue', () => {
  it.each<[string, string, Record<string, string>]>([
    ['GitHub, Gitea and Forgejo', NEW, { title, body }],
    [
      'GitLab',
      'https://gitlab.example/a/b/-/issues/new',
      { 'issue[title]': title, 'issue[description]': body },
    ],
    ['mail', 'mailto:ada@example.com', { subject: title, body: body.replaceAll('\n', '\r\n') }],
    ['a template', 'https://bugs.example/enter?summary={title}&text={body}', { summary: title, text: body }],
  ])('has title and body as is usual for %s', (_, url, expected) => {
    expect(queryOf(fullReport, url)).toEqual(expected);
  });

  it('keeps the query and the fragment it has', () => {
    const url = prefilledIssueUrl(fullReport, `${NEW}?template=bug.yml&labels=crash%20report#form`);
    expect(url).toMatch(/\/issues\/new\?template=bug\.yml&labels=crash%20report&title=TypeError.*#form$/);
  });

  it('keeps a title or body that the program has set', () => {
    expect(queryOf(fullReport, `${NEW}?title=mine`)).toEqual({ title: 'mine', body });
    expect(queryOf(fullReport, `${NEW}?body=`)).toEqual({ title, body: '' });
    const both = `${NEW}?body=b&title=t`;
    expect(prefilledIssueUrl(fullReport, both)).toBe(both);
    const gitlab = 'https://gitlab.example/a/b/-/issues/new?issue[title]=mine';
    expect(queryOf(fullReport, gitlab)).toEqual({ 'issue[title]': 'mine', 'issue[description]': body });
  });

  it('fills the path of a template too', () => {
    expect(prefilledIssueUrl(withMessage('a/b?c#d'), 'https://bugs.example/new/{title}')).toBe(
      'https://bugs.example/new/Error%3A%20a%2Fb%3Fc%23d',
    );
  });

  it.each([
    'https://example.com/debtscan/bugs',
    'https://github.com/ada/debtscan/issues/new/choose',
    'ask Ada',
    'javascript:alert(1)//issues/new',
    'file:///issues/new?{body}',
    `${NEW}?${'x'.repeat(2_000)}`,
  ])('is left as it is where nothing can be filled in: %s', (url) => {
    expect(prefilledIssueUrl(fullReport, url)).toBe(url);
  });

  it('has the start of a long message, and all that follows it', () => {
    const { body: long } = queryOf(withMessage('解'.repeat(5_000)), NEW);
    expect(long).toMatch(/^Error: 解{30,}\n\nLocation: .*\nPhase: .*\nVersions: .*\n\nPlease attach/);
  });

  it('does without what is not known', () => {
    expect(queryOf(bareReport, NEW)).toEqual({
      title: 'Thrown undefined',
      body: 'Thrown undefined\n\nVersions: debtscan, Node v20.19.0, linux x64\n\nPlease attach the saved report',
    });
  });

  it('has at most 2,000 characters and is valid, whatever the report says', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.constant('\ud800'));
    const urls = fc.constantFrom(NEW, `${NEW}?labels=a`, 'mailto:a@b.c', 'https://x/{title}/{body}?{body}');
    fc.assert(
      fc.property(text, text, urls, (message, name, url) => {
        const report: CrashReport = {
          ...withMessage(message),
          app: { name },
          location: { file: name, line: 1, column: 1 },
          context: { phase: message, spanHierarchy: [] },
        };
        const filled = prefilledIssueUrl(report, url);
        expect(filled.length).toBeLessThanOrEqual(2_000);
        expect(filled).toMatch(/^[\x21-\x7e]+$/);
        expect(() => decodeURIComponent(filled)).not.toThrow();
      }),
    );
  });

  it('is shown on a line of its own, an invalid one with nothing that acts on a terminal', () => {
    const lines = (issueUrl: string) => renderCrashReport(bareReport, { issueUrl, width: 40 }).split('\n');
    expect(lines(NEW)).toContain(`  ${prefilledIssueUrl(bareReport, NEW)}`);
    expect(lines('ask\u001b[31m Ada')).toContain('  ask\\u001b[31m Ada');
  });
});
