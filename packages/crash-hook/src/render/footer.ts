import type { CrashReport } from '../report.js';
import { prefilledIssueUrl } from './issue-url.js';
import type { Layout, Line } from './layout.js';

/** What the reader needs for telling somebody; none of it is part of the report itself. */
export interface FooterOptions {
  /** Where the report was saved. */
  readonly savedPath?: string;
  /** Why it could not be saved; beside `savedPath`, why not where it should have been. */
  readonly saveError?: string;
  /** Where crashes of this program are reported; shown as `prefilledIssueUrl` gives it. */
  readonly issueUrl?: string;
}

/** How to report it. */
export function footer(
  report: CrashReport,
  { savedPath, saveError, issueUrl }: FooterOptions,
  layout: Layout,
): Line[] {
  // Not wrapped: a path or URL that is broken into lines can't be copied.
  const whole = (text: string) => ({ text: layout.visible(text) });
  const failed = savedPath === undefined ? 'Report not saved: ' : 'Saved there because: ';
  const attach = savedPath === undefined ? '' : ', attach the saved report';
  return [
    ...(savedPath === undefined ? [] : [whole(`Report saved: ${savedPath}`)]),
    ...(saveError === undefined ? [] : layout.paragraph(failed, saveError, 0, layout.width)),
    ...(issueUrl === undefined
      ? []
      : [whole(`To report this${attach}:`), whole(`  ${prefilledIssueUrl(report, issueUrl)}`)]),
  ];
}
