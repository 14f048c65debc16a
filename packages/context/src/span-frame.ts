import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { Attributes, Span, SpanContext } from '@opentelemetry/api';
import { cutMiddle, cutText, isCount } from './cut.js';
import { describeValue } from './describe-value.js';
import { FramesOfSpans } from './frames-of-spans.js';
import { withinBudget } from './hierarchy-budget.js';
import { plainAttributes } from './plain-attributes.js';
import { globalState } from './global-state.js';

/**
 * One level of the span hierarchy, as plain data. Names and attribute texts over 1,024 characters and arrays over
 * 32 entries are cut in the middle; of more than 64 attributes, or 8,192 characters of them, the rest is left out,
 * and the attribute `… attributes left out` says how many.
 */
export interface SpanFrame {
  readonly name: string;
  readonly attributes?: Attributes;
  /** `traceId` and `spanId` are there when a span was started. */
  readonly traceId?: string;
  readonly spanId?: string;
  /** Only on the frame that stands, in a hierarchy of more than 256 spans, for those cut out of its middle: how many. */
  readonly omitted?: number;
}

/** The most frames a hierarchy shows. */
export const MAX_FRAMES = 256;
const OUTERMOST = 128;
const INNERMOST = 127;
// Twice what is shown, so that a chain is shortened once in 256 levels and not at each.
const MAX_CHAIN = 2 * MAX_FRAMES;

/**
 * A link of the hierarchy: what was opened, inside what. Frames exist whether or not a span is recorded, so
 * the hierarchy depends neither on an SDK nor on sampling.
 */
export class Frame {
  readonly parent: Frame | undefined;
  /** How many frames its chain has, itself included. */
  readonly depth: number;
  /** Its chain as JSON, once somebody has asked for it; not where attributes in it may still change. */
  text: string | undefined = undefined;

  constructor(
    readonly name: string,
    readonly attributes: Attributes | undefined,
    /** The OpenTelemetry span that is active inside this frame: its own, or the nearest enclosing one. */
    readonly span: Span | undefined,
    readonly ownsSpan: boolean,
    parent: Frame | undefined,
    /** How many others it stands for, if it stands for others. */
    readonly omitted?: number,
  ) {
    // A chain can grow for as long as the program lives: a timer that is set again inside of its own span.
    this.parent = parent !== undefined && parent.depth >= MAX_CHAIN ? shortened(parent) : parent;
    this.depth = (this.parent?.depth ?? 0) + 1;
  }
}

// Frames found by span: of spans that a tracker saw start, and of remote parents. Kept while the span lives.
const tracked = globalState('tracked-spans', () => ({ frames: new FramesOfSpans(), areAny: false }));

/** The frame that belongs to a span, when a tracker (see `trackSpan`) has seen it start. */
export function trackedFrame(span: Span): Frame | undefined {
  return tracked.areAny ? tracked.frames.get(span) : undefined;
}

export function rememberFrame(span: Span, frame: Frame): void {
  tracked.areAny = true;
  tracked.frames.set(span, frame);
}

/** The innermost frame for a scope's own frame and the span that is active on top of it. */
export function innermostFrame(own: Frame | undefined, active: Span | undefined): Frame | undefined {
  if (active === undefined || own?.span === active) return own;
  return trackedFrame(active) ?? own;
}

/** The same chain without its middle, for which a frame stands that says how many there were. */
function shortened(innermost: Frame): Frame {
  const inner: Frame[] = [];
  let omitted = 0;
  let frame: Frame | undefined = innermost;
  for (let left = innermost.depth; frame !== undefined && left > OUTERMOST; left -= 1) {
    if (inner.length < INNERMOST) inner.push(frame);
    else omitted += frame.omitted ?? 1;
    frame = frame.parent;
  }
  const marker = omission(omitted);
  const middle = new Frame(marker.name, undefined, undefined, false, frame, marker.omitted);
  return inner.reduceRight(copyInside, middle);
}

// Holds no span of an SDK: through it, the whole frame it was tracked with would stay in memory after all.
function copyInside(parent: Frame, frame: Frame): Frame {
  const span = frame.span && trace.wrapSpanContext(frame.span.spanContext());
  return new Frame(frame.name, attributesOf(frame), span, frame.ownsSpan, parent, frame.omitted);
}

/** The hierarchy as plain data, outermost first: 256 frames at most, the middle of a deeper one is cut out. */
export function toSpanFrames(innermost: Frame | undefined): SpanFrame[] {
  const depth = depthOf(innermost);
  let toSkip = depth > MAX_FRAMES ? depth - OUTERMOST - INNERMOST : 0;
  let omitted = 0;
  const frames: SpanFrame[] = [];
  for (let frame = innermost; frame !== undefined; frame = frame.parent) {
    if (toSkip === 0 || frames.length < INNERMOST) frames.push(toSpanFrame(frame));
    else {
      omitted += frame.omitted ?? 1;
      toSkip -= 1;
      if (toSkip === 0) frames.push(omission(omitted));
    }
  }
  return withinBudget(frames.reverse());
}

function depthOf(innermost: Frame | undefined): number {
  let depth = 0;
  for (let frame = innermost; frame !== undefined; frame = frame.parent) depth += 1;
  return depth;
}

/** The same for frames, or what should be frames, that are plain data already. */
export function cutFrames<T>(frames: readonly T[], max = MAX_FRAMES): readonly (T | SpanFrame)[] {
  return cutMiddle(frames, max, (from, to) => {
    let omitted = 0;
    for (const frame of frames.slice(from, to)) {
      const count = (frame as Partial<SpanFrame> | null | undefined)?.omitted;
      omitted += isCount(count) ? count : 1;
    }
    return omission(omitted);
  });
}

function omission(count: number): SpanFrame {
  const omitted = Math.min(count, Number.MAX_SAFE_INTEGER);
  return { name: `… ${omitted} spans …`, omitted };
}

export function toSpanFrame(frame: Frame): SpanFrame {
  if (frame.omitted !== undefined) return { name: frame.name, omitted: frame.omitted };
  const attributes = plainAttributes(attributesOf(frame));
  const spanContext = ownSpanContext(frame);
  return {
    name: nameOf(frame),
    ...(attributes ? { attributes } : {}),
    ...(spanContext ? { traceId: spanContext.traceId, spanId: spanContext.spanId } : {}),
  };
}

// JavaScript takes anything for a name.
function nameOf({ name }: { readonly name: unknown }): string {
  return cutText(typeof name === 'string' ? name : describeValue(name));
}

/** A recorded SDK span shows its attributes; they include those set after it was started. */
export function attributesOf(frame: Frame): Attributes | undefined {
  const recorded = frame.ownsSpan && (frame.span as { attributes?: Attributes } | undefined)?.attributes;
  return recorded || frame.attributes;
}

/** The ids of the span that was started for this frame. */
function ownSpanContext({ ownsSpan, span, parent }: Frame): SpanContext | undefined {
  if (!ownsSpan) return undefined;
  const spanContext = span?.spanContext();
  // Without an SDK a "new" span only repeats the ids of the remote one outside it.
  const isOwn = spanContext?.spanId !== parent?.span?.spanContext().spanId;
  return isOwn && spanContext && isSpanContextValid(spanContext) ? spanContext : undefined;
}
