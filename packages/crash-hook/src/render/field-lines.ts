import type { ReportedError } from '../report.js';
import type { Layout, Line } from './layout.js';

/** The fields of the error itself. */
export function fieldSection(error: ReportedError, layout: Layout): Line[] {
  const lines = fieldLines(error, 2, layout);
  return lines.length === 0 ? [] : [{ text: 'Fields:', emphasis: 'heading' }, ...lines];
}

export function fieldLines({ fields = {} }: ReportedError, indent: number, layout: Layout): Line[] {
  return Object.entries(fields).flatMap(([key, value]) =>
    layout.paragraph(`${layout.visible(key)}: `, String(value), indent, layout.width),
  );
}
