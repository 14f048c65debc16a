import { trace } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { currentScope } from './scope.js';
import { Frame, rememberFrame, trackedFrame } from './span-frame.js';

/**
 * Tells the hierarchy that a span was started inside `parentContext`. For span processors: called from
 * `onStart`, it puts the spans that are started with the plain OpenTelemetry API into the hierarchy. `attributes`
 * are for spans that don't keep theirs, since they are not recorded.
 */
export function trackSpan(span: Span, name: string, parentContext: Context, attributes?: Attributes): void {
  if (trackedFrame(span)) return;
  const parent = parentFrame(trace.getSpan(parentContext));
  rememberFrame(span, new Frame(name, attributes, span, true, parent));
}

function parentFrame(parent: Span | undefined): Frame | undefined {
  const own = currentScope().frame;
  // First the scope: a frame whose span is not recorded stands between its parent's span and the new one.
  if (own !== undefined && own.span === parent) return own;
  return parent && (trackedFrame(parent) ?? own);
}
