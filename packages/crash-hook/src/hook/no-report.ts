import type { CrashReport } from '../report.js';
import type { CrashReportOutcome } from './options.js';

const report: CrashReport = {
  version: 1,
  app: { name: 'program' },
  time: new Date(0).toISOString(),
  error: { name: 'Error', message: 'no report could be made of what was thrown', stack: '' },
  context: { spanHierarchy: [] },
  runtime: {
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    pid: process.pid,
    argv: [],
  },
};

/** Stands for the outcome where no report could be made. Made beforehand: then, nothing may be left to make it with. */
export const NO_REPORT: CrashReportOutcome = { report, text: '' };
