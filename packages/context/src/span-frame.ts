import { isSpanContextValid } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import { plainAttributes } from './plain-attributes.js';
import { globalState } from './global-state.js';

/** One level of the span hierarchy, as plain data. `traceId` and `spanId` are there when a span was started. */
export interface SpanFrame {
  readonly name: string;
  readonly attributes?: Attributes;
  readonly traceId?: string;
  readonly spanId?: string;
}

/**
 * A link of the hierarchy: what was opened, inside what. Frames exist whether or not a span is recorded, so
 * the hierarchy depends neither on an SDK nor on sampling.
 */
export class Frame {
  constructor(
    readonly name: string,
    readonly attributes: Attributes | undefined,
    /** The OpenTelemetry span that is active inside this frame: its own, or the nearest enclosing one. */
    readonly span: Span | undefined,
    readonly ownsSpan: boolean,
    readonly parent: Frame | undefined,
  ) {}
}

// Frames found by span: of spans that a tracker saw start, and of remote parents. Kept while the span lives.
const tracked = globalState('tracked-spans', () => new WeakMap<Span, Frame>());

/** The frame that belongs to a span, when a tracker (see `trackSpan`) has seen it start. */
export function trackedFrame(span: Span): Frame | undefined {
  return tracked.get(span);
}

export function rememberFrame(span: Span, frame: Frame): void {
  tracked.set(span, frame);
}

/** The innermost frame for a scope's own frame and the span that is active on top of it. */
export function innermostFrame(own: Frame | undefined, active: Span | undefined): Frame | undefined {
  if (active === undefined || own?.span === active) return own;
  return tracked.get(active) ?? own;
}

export function toSpanFrames(innermost: Frame | undefined): SpanFrame[] {
  const frames: SpanFrame[] = [];
  for (let frame = innermost; frame !== undefined; frame = frame.parent) frames.push(toSpanFrame(frame));
  return frames.reverse();
}

function toSpanFrame(frame: Frame): SpanFrame {
  const attributes = plainAttributes(attributesOf(frame));
  const spanContext = frame.ownsSpan ? frame.span?.spanContext() : undefined;
  // Without an SDK a "new" span only repeats the ids of the remote one outside it.
  const isOwn = spanContext?.spanId !== frame.parent?.span?.spanContext().spanId;
  return {
    name: frame.name,
    ...(attributes ? { attributes } : {}),
    ...(isOwn && spanContext && isSpanContextValid(spanContext)
      ? { traceId: spanContext.traceId, spanId: spanContext.spanId }
      : {}),
  };
}

// A recorded SDK span shows its attributes; they include those set after it was started.
function attributesOf(frame: Frame): Attributes | undefined {
  const recorded = frame.ownsSpan && (frame.span as { attributes?: Attributes } | undefined)?.attributes;
  return recorded || frame.attributes;
}
