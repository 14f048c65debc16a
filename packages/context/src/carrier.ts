import {
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  TraceFlags,
  createTraceState,
  diag,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import type { Context, SpanContext } from '@opentelemetry/api';
import type { AnalysisContext } from './analysis-context.js';
import { decodeBaggage, encodeBaggage } from './baggage.js';
import { plainAttributes } from './plain-attributes.js';
import type { SpanFrame } from './span-frame.js';

export const CARRIER_VERSION = 1;

/**
 * A captured context as plain, JSON-safe data (the accessors' values apart, which are the user's): it can cross
 * a thread, a process or a network.
 */
export interface ContextCarrier {
  readonly version: typeof CARRIER_VERSION;
  /** W3C `traceparent`, `tracestate` and `baggage`, and whatever the global propagator injects. */
  readonly propagation: Readonly<Record<string, string>>;
  readonly analysis: AnalysisContext;
  readonly hierarchy: readonly SpanFrame[];
  readonly accessors?: Readonly<Record<string, unknown>>;
}

/** What a carrier says once it has been checked. */
export interface CarriedContext {
  readonly otel: Context;
  readonly analysis: AnalysisContext;
  readonly hierarchy: readonly SpanFrame[];
  readonly accessors: ReadonlyMap<string, unknown>;
}

const MAX_FRAMES = 256;
const MAX_TEXT = 8_192;

export function injectContext(otel: Context): Record<string, string> {
  const fields: Record<string, string> = {};
  try {
    propagation.inject(otel, fields);
  } catch (error) {
    diag.error('threadspan: the global propagator failed in inject()', error);
  }
  const spanContext = trace.getSpanContext(otel);
  if (!fields['traceparent'] && spanContext && isSpanContextValid(spanContext)) {
    const flags = spanContext.traceFlags.toString(16).padStart(2, '0');
    fields['traceparent'] = `00-${spanContext.traceId}-${spanContext.spanId}-${flags}`;
    const state = spanContext.traceState?.serialize();
    if (state) fields['tracestate'] = state;
  }
  const baggage = propagation.getBaggage(otel);
  if (!fields['baggage'] && baggage) {
    const encoded = encodeBaggage(baggage);
    if (encoded) fields['baggage'] = encoded;
  }
  return fields;
}

/** Reads a carrier from an untrusted source. Whatever is wrong with it is left out, with one warning. */
export function readCarrier(carrier: unknown): CarriedContext {
  const problems: string[] = [];
  const record = asRecord(carrier);
  if (record === undefined) problems.push(`expected an object, got ${describe(carrier)}`);
  else if (record['version'] !== CARRIER_VERSION)
    problems.push(`unknown version ${describe(record['version'])}`);
  const valid = problems.length === 0 && record !== undefined ? record : {};
  const part = (name: string): Record<string, unknown> => {
    const value = valid[name];
    if (value !== undefined && !asRecord(value))
      problems.push(`\`${name}\` is no object but ${describe(value)}`);
    return asRecord(value) ?? {};
  };
  const carried: CarriedContext = {
    otel: readPropagation(part('propagation'), problems),
    analysis: readAnalysis(part('analysis'), problems),
    hierarchy: readHierarchy(valid['hierarchy'] ?? [], problems),
    accessors: new Map(Object.entries(part('accessors'))),
  };
  if (problems.length > 0) {
    diag.warn(
      `threadspan: a context carrier, or part of it, was ignored: ${problems.join(', ')}. ` +
        'Pass what toCarrier() returned.',
    );
  }
  return carried;
}

function readPropagation(value: Record<string, unknown>, problems: string[]): Context {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, text] of Object.entries(value)) {
    if (isText(text)) fields[key] = text;
    else problems.push('a field of `propagation` is no text, or too long');
  }
  let otel = extract(fields);
  if (trace.getSpanContext(otel) === undefined) {
    const spanContext = readTraceparent(fields['traceparent'], fields['tracestate']);
    if (isSpanContextValid(spanContext)) otel = trace.setSpanContext(otel, spanContext);
  }
  if (propagation.getBaggage(otel) === undefined && fields['baggage']) {
    const baggage = decodeBaggage(fields['baggage']);
    if (baggage) otel = propagation.setBaggage(otel, baggage);
  }
  return otel;
}

function extract(fields: Record<string, string>): Context {
  try {
    return propagation.extract(ROOT_CONTEXT, fields);
  } catch (error) {
    diag.error('threadspan: the global propagator failed in extract()', error);
    return ROOT_CONTEXT;
  }
}

// https://www.w3.org/TR/trace-context/#traceparent-header
const TRACEPARENT = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

function readTraceparent(traceparent: string | undefined, tracestate: string | undefined): SpanContext {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return INVALID_SPAN_CONTEXT;
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(tracestate ? { traceState: createTraceState(tracestate) } : {}),
  };
}

function readAnalysis(record: Record<string, unknown>, problems: string[]): AnalysisContext {
  const text = (key: string) => {
    const field = record[key];
    if (isText(field)) return { [key]: field };
    if (field !== undefined) problems.push(`\`${key}\` is no text, or too long`);
    return {};
  };
  return { ...text('phase'), ...text('currentFile'), ...text('currentFunction') };
}

function readHierarchy(value: unknown, problems: string[]): SpanFrame[] {
  if (!Array.isArray(value)) {
    problems.push(`\`hierarchy\` is no array but ${describe(value)}`);
    return [];
  }
  if (value.length > MAX_FRAMES) problems.push(`\`hierarchy\` has more than ${MAX_FRAMES} frames`);
  const innermost: unknown[] = value.slice(-MAX_FRAMES);
  const frames = innermost.flatMap((item) => readFrame(item) ?? []);
  if (frames.length < innermost.length) problems.push('a frame of `hierarchy` has no name');
  return frames;
}

function readFrame(value: unknown): SpanFrame | undefined {
  const frame = asRecord(value);
  if (frame === undefined || !isText(frame['name'])) return undefined;
  const attributes = plainAttributes(asRecord(frame['attributes']), MAX_TEXT);
  const { name, traceId, spanId } = frame;
  return {
    name,
    ...(attributes ? { attributes } : {}),
    ...(isHex(traceId, 32) && isHex(spanId, 16) ? { traceId, spanId } : {}),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

function isHex(value: unknown, length: number): value is string {
  return typeof value === 'string' && value.length === length && /^[\da-f]+$/.test(value);
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function describe(value: unknown): string {
  if (typeof value === 'number' || value == null) return String(value);
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
