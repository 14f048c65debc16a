import type { CrashContext } from '@threadspan/context';
import type { CrashReport } from '../report.js';
import { errorLine } from './error-line.js';
import type { Layout, Line } from './layout.js';
import { placeName } from './names.js';
import { previousRunLines } from './previous-run-lines.js';
import { describeProgress } from './progress.js';

/** The part of the box that says what happened. */
export function errorSection(report: CrashReport, layout: Layout, width: number): Line[] {
  const { location } = report;
  return [
    ...layout.paragraph('ERROR: ', errorLine(report.error), 0, width, 'error'),
    ...(location ? [layout.path('Location: ', placeName(location), 0, width)] : []),
    ...previousRunLines(report.previousRun, layout, width),
  ];
}

/** The part of the box that says what the program was doing. */
export function contextSection({ context }: CrashReport, layout: Layout, width: number): Line[] {
  const known = contextLines(context, 2, layout, width);
  const hierarchy = context.spanHierarchy.map(({ name }) => name).join(' > ');
  return [
    { text: 'OPERATION CONTEXT:', emphasis: 'heading' },
    ...(known.length > 0 ? known : [{ text: '  Phase: not set' }]),
    ...(hierarchy === ''
      ? []
      : [
          { text: 'SPAN HIERARCHY:', emphasis: 'heading' } as const,
          ...layout.paragraph('', oneLine(hierarchy), 2, width),
        ]),
  ];
}

/** One line for each thing that is known of where an error happened. */
export function contextLines(context: CrashContext, indent: number, layout: Layout, width: number): Line[] {
  const { phase, currentFile, currentFunction, progress, worker, attempt } = context;
  const text = (label: string, value: string | false | undefined) =>
    value === undefined || value === false
      ? []
      : layout.paragraph(`${label}: `, oneLine(value), indent, width);
  return [
    ...text('Phase', phase),
    ...(currentFile === undefined ? [] : [layout.path('File: ', currentFile, indent, width)]),
    ...text('Function', currentFunction),
    ...text('Progress', progress && describeProgress(progress)),
    ...text('Worker', worker && `${worker.index} of ${worker.count}`),
    ...text('Attempt', attempt !== undefined && attempt > 1 && String(attempt)),
  ];
}

// Names have no lines of their own; a line break in one shows as such.
function oneLine(text: string): string {
  return text.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
}
