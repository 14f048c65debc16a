import type { CrashReport } from '../report.js';
import type { Layout, Line } from './layout.js';

/** What the reader needs for telling somebody; none of it is part of the report itself. */
export interface FooterOptions {
  /** Where the report was saved. */
  readonly savedPath?: string;
  /** Why it could not be saved. */
  readonly saveError?: string;
  /** Where crashes of this program are reported. */
  readonly issueUrl?: string;
}

export function footer(report: CrashReport, options: FooterOptions, layout: Layout): Line[] {
  const { app, runtime, time } = report;
  const program = app.version === undefined ? app.name : `${app.name} ${app.version}`;
  const about = [program, `Node ${runtime.node}`, `${runtime.platform} ${runtime.arch}`, time].join(', ');
  const { savedPath, saveError, issueUrl } = options;
  const attach = savedPath === undefined ? '' : ' (attach the saved report)';
  return [
    ...layout.paragraph('', about, 0, layout.width, 'dim'),
    // Not wrapped: a path that is broken into lines can't be copied.
    ...(savedPath === undefined ? [] : [{ text: `Report saved: ${layout.visible(savedPath)}` }]),
    ...(saveError === undefined ? [] : layout.paragraph('Report not saved: ', saveError, 0, layout.width)),
    ...(issueUrl === undefined ? [] : [{ text: `To report this: ${layout.visible(issueUrl)}${attach}` }]),
  ];
}
