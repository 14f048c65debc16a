import type { FooterOptions } from '../render/footer.js';
import { prefilledIssueUrl } from '../render/issue-url.js';
import type { CrashReport } from '../report.js';
import { code, facts } from './facts.js';
import { html } from './html.js';
import type { Html } from './html.js';
import { section } from './section.js';

/** Whom to tell, and what to attach. */
export function reportingPart(
  report: CrashReport,
  { issueUrl, savedPath, saveError }: FooterOptions,
): Html | undefined {
  return section('How to report this', [
    facts([
      ['Report to', issueUrl === undefined ? undefined : link(report, issueUrl)],
      ['Attach', issueUrl === undefined ? undefined : attach(savedPath)],
      ['Report saved', code(savedPath)],
      [savedPath === undefined ? 'Report not saved' : 'Saved there because', saveError],
    ]),
    issueUrl === undefined
      ? undefined
      : html`<p class="note">
          Read it through first: obvious secrets were taken out, but file names and the command line are in
          it.
        </p>`,
  ]);
}

function attach(savedPath: string | undefined): string {
  return savedPath === undefined ? 'this page' : 'the saved report, or this page';
}

// Anything but these could run something, or open a file.
const LINKED = new Set(['http:', 'https:', 'mailto:']);

function link(report: CrashReport, url: string): Html {
  const filled = prefilledIssueUrl(report, url);
  const parsed = URL.canParse(filled) ? new URL(filled) : undefined;
  if (parsed === undefined || !LINKED.has(parsed.protocol)) return html`<code>${url}</code>`;
  return html`<a href="${parsed.href}" rel="noopener noreferrer">${url}</a>`;
}
