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
import type { Attributes, AttributeValue, Context, SpanContext } from '@opentelemetry/api';
import type { AnalysisContext } from './analysis-context.js';
import { decodeBaggage, encodeBaggage } from './baggage.js';
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
  propagation.inject(otel, fields);
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
  if (record === undefined) problems.push('expected an object');
  else if (record['version'] !== CARRIER_VERSION) problems.push(`unknown version ${describe(record['version'])}`);
  const valid = problems.length === 0 && record !== undefined ? record : {};
  const carried: CarriedContext = {
    otel: readPropagation(valid['propagation']),
    analysis: readAnalysis(valid['analysis']),
    hierarchy: readHierarchy(valid['hierarchy']),
    accessors: new Map(Object.entries(asRecord(valid['accessors']) ?? {})),
  };
  if (problems.length > 0) {
    diag.warn(`threadspan: a context carrier was ignored: ${problems.join(', ')}. Pass what toCarrier() returned.`);
  }
  return carried;
}

function readPropagation(value: unknown): Context {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, text] of Object.entries(asRecord(value) ?? {})) {
    if (typeof text === 'string' && text.length <= MAX_TEXT) fields[key] = text;
  }
  let otel = propagation.extract(ROOT_CONTEXT, fields);
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

function readAnalysis(value: unknown): AnalysisContext {
  const record = asRecord(value) ?? {};
  const text = (key: string) => {
    const field = record[key];
    return typeof field === 'string' && field.length <= MAX_TEXT ? { [key]: field } : {};
  };
  return { ...text('phase'), ...text('currentFile'), ...text('currentFunction') };
}

function readHierarchy(value: unknown): SpanFrame[] {
  if (!Array.isArray(value)) return [];
  return value.slice(-MAX_FRAMES).flatMap((item: unknown): SpanFrame[] => {
    const frame = asRecord(item);
    const name = frame?.['name'];
    if (frame === undefined || typeof name !== 'string' || name.length > MAX_TEXT) return [];
    const attributes = readAttributes(frame['attributes']);
    const { traceId, spanId } = frame;
    return [
      {
        name,
        ...(attributes ? { attributes } : {}),
        ...(isHex(traceId, 32) && isHex(spanId, 16) ? { traceId, spanId } : {}),
      },
    ];
  });
}

function readAttributes(value: unknown): Attributes | undefined {
  const entries = Object.entries(asRecord(value) ?? {}).filter(
    (entry): entry is [string, AttributeValue] => entry[0] !== '__proto__' && isAttributeValue(entry[1]),
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function isAttributeValue(value: unknown): value is AttributeValue {
  if (Array.isArray(value)) return value.every((item) => item == null || isPrimitive(item));
  return isPrimitive(value);
}

function isPrimitive(value: unknown): value is string | number | boolean {
  return (
    (typeof value === 'string' && value.length <= MAX_TEXT) || typeof value === 'number' || typeof value === 'boolean'
  );
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
  return typeof value === 'number' || value === undefined ? String(value) : `(${typeof value})`;
}
