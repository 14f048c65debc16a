import type { FooterOptions } from '../render/footer.js';
import { code, facts } from './facts.js';
import { html } from './html.js';
import type { Html } from './html.js';
import { section } from './section.js';

/** Whom to tell, and what to attach. */
export function reportingPart({ issueUrl, savedPath, saveError }: FooterOptions): Html | undefined {
  return section('How to report this', [
    facts([
      ['Report to', issueUrl === undefined ? undefined : link(issueUrl)],
      ['Attach', issueUrl === undefined ? undefined : attach(savedPath)],
      ['Report saved', code(savedPath)],
      ['Report not saved', saveError],
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

function link(url: string): Html {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !LINKED.has(parsed.protocol)) return html`<code>${url}</code>`;
  return html`<a href="${parsed.href}" rel="noopener noreferrer">${url}</a>`;
}
