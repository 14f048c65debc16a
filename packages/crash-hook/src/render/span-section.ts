import type { CrashContext } from '@threadspan/context';
import type { Layout, Line } from './layout.js';

/** The spans with their attributes, and the ids by which a trace viewer finds them. */
export function spanSection(context: CrashContext, layout: Layout): Line[] {
  const { spanHierarchy, traceId, spanId } = context;
  const withAttributes = spanHierarchy.some(({ attributes }) => attributes !== undefined);
  const lines: Line[] = withAttributes ? spanHierarchy.flatMap((frame) => describe(frame, layout)) : [];
  if (traceId !== undefined) {
    const span = spanId === undefined ? '' : `, span ${spanId}`;
    lines.push(...layout.paragraph('Trace: ', traceId + span, 2, layout.width));
  }
  return lines.length === 0 ? [] : [{ text: 'Spans:', emphasis: 'heading' }, ...lines];
}

function describe({ name, attributes = {} }: CrashContext['spanHierarchy'][number], layout: Layout): Line[] {
  return [
    ...layout.paragraph('', name, 2, layout.width),
    ...Object.entries(attributes).flatMap(([key, value]) =>
      layout.paragraph(`${layout.visible(key)}: `, String(value), 4, layout.width),
    ),
  ];
}
