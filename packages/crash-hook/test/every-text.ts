import type { CrashReport } from '@threadspan/crash-hook';

/** The report with each of its texts replaced, the names of fields and attributes that a program chose included. */
export function mapTexts(report: CrashReport, replace: (text: string) => string): CrashReport {
  const chosen = new Set(['attributes', 'fields']);
  const map = (value: unknown, areKeysTexts: boolean): unknown => {
    if (typeof value === 'string') return replace(value);
    if (Array.isArray(value)) return value.map((item) => map(item, false));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [
      areKeysTexts ? replace(key) : key,
      map(inner, chosen.has(key)),
    ]);
    return Object.fromEntries(entries) as unknown;
  };
  return map(report, false) as CrashReport;
}
