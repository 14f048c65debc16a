import type { CrashContext } from '@threadspan/context';
import { code, facts } from './facts.js';
import { html } from './html.js';
import type { Html } from './html.js';
import { section } from './section.js';

// However deep the nesting, text keeps room to the right.
const MAX_INDENT = 8;

/** The spans from the outermost in, and the ids by which a trace viewer finds them. */
export function spansPart({ spanHierarchy, traceId, spanId }: CrashContext): Html | undefined {
  const spans = spanHierarchy.map(({ name, attributes = {} }, depth) => {
    const values = facts(Object.entries(attributes).map(([key, value]) => [key, code(String(value))]));
    return html`<li style="--depth:${Math.min(depth, MAX_INDENT)}"><code>${name}</code>${values}</li>`;
  });
  return section('Spans', [
    spans.length === 0
      ? undefined
      : html`<ol class="spans">
          ${spans}
        </ol>`,
    facts([
      ['Trace', code(traceId)],
      ['Span', code(spanId)],
    ]),
  ]);
}
