import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCrashReport, renderCrashReport, renderCrashReportHtml } from '@threadspan/crash-hook';
import { FAULT_KINDS } from '@threadspan/sample-analyzer/dist/faults.js';

export const docs = fileURLToPath(new URL('../../docs/crash-reports', import.meta.url));

/** Every way in which the sample analyzer can be broken; the files are named after them. */
export const kinds = FAULT_KINDS;

export function pathOf(kind, form) {
  return join(docs, `${kind}.${form}`);
}

export function readReport(kind) {
  return readCrashReport(pathOf(kind, 'json'));
}

export function writeReport(kind, report) {
  writeFileSync(pathOf(kind, 'json'), `${JSON.stringify(report, undefined, 2)}\n`);
}

/** The same report for a terminal of 80 columns, and for a browser. */
export const forms = {
  txt: (report) => renderCrashReport(report),
  html: (report) => renderCrashReportHtml(report),
};

export function writeForms(kind, report) {
  for (const [form, render] of Object.entries(forms)) writeFileSync(pathOf(kind, form), render(report));
}
