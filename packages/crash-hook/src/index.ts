export { installCrashHook } from './hook/install.js';
export type { CrashHook } from './hook/install.js';
export type { CrashHookOptions, CrashReportOutcome } from './hook/options.js';
export { collectCrashReport } from './collect/collect.js';
export type { CollectOptions } from './collect/collect.js';
export type { Redact, RedactRule } from './collect/own-rules.js';
export type {
  CodeExcerpt,
  CodeLocation,
  CrashReport,
  EarlierCrash,
  EarlierCrashes,
  PreviousRun,
  ReportedError,
} from './report.js';
export { renderCrashReportHtml } from './html/render-html.js';
export { renderCrashReport } from './render/render-report.js';
export type { RenderOptions } from './render/render-report.js';
export { prefilledIssueUrl } from './render/issue-url.js';
export type { Verbosity } from './render/stack-section.js';
export { crashReportDirectory } from './saved/report-directory.js';
export { saveCrashReport } from './saved/save.js';
export { parseCrashReport, readCrashReport } from './saved/read-report.js';
export { CrashHookError } from './errors.js';
export type { CrashHookErrorCode } from './errors.js';
