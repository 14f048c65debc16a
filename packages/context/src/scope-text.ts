import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { framesText, isTextShared } from './frame-text.js';
import type { Scope } from './scope.js';
import { innermostFrame } from './span-frame.js';

/**
 * What `describeScope` says of the scope alone, as JSON; `undefined` for a hierarchy of more than 256 spans. For
 * flight recorders, which ask this of each scope that is entered: what stays the same from one to the next is kept.
 */
export function scopeText(scope: Scope): string | undefined {
  const span = trace.getSpan(scope.otel);
  const frames = framesText(innermostFrame(scope.frame, span));
  if (frames === undefined) return undefined;
  const analysis =
    entry(',"phase":', scope.phase) +
    entry(',"currentFile":', scope.currentFile) +
    entry(',"currentFunction":', scope.currentFunction);
  return `{"spanHierarchy":[${frames}]${analysis}${ids(span?.spanContext())}}`;
}

// JavaScript takes anything for a phase, also what JSON has nothing for. The key comes with its punctuation: parts that
// never change would be joined by V8 while it compiles, in a thread of its own, and Node 20 is ended by that when it has
// to make room in the heap of a worker that is just exiting.
function entry(key: string, value: string | undefined): string {
  const text = value === undefined ? undefined : (JSON.stringify(value) as string | undefined);
  return text === undefined ? '' : key + text;
}

// Valid ids are hexadecimal digits.
function ids(spanContext: SpanContext | undefined): string {
  return spanContext && isSpanContextValid(spanContext)
    ? `,"traceId":"${spanContext.traceId}","spanId":"${spanContext.spanId}"`
    : '';
}

/** Whether the text of `known` is that of `scope` too, as far as a short look tells. */
export function isScopeTextShared(known: Scope, scope: Scope): boolean {
  // The frames before the file: paths have much in common that would be compared in vain.
  return (
    known.otel === scope.otel &&
    isTextShared(known.frame, scope.frame) &&
    known.phase === scope.phase &&
    known.currentFile === scope.currentFile &&
    known.currentFunction === scope.currentFunction &&
    areInnermost(known, scope)
  );
}

/** Whether no span that was started with the plain API is open inside of their own. */
function areInnermost(known: Scope, { frame, otel }: Scope): boolean {
  const span = trace.getSpan(otel);
  return innermostFrame(known.frame, span) === known.frame && innermostFrame(frame, span) === frame;
}
