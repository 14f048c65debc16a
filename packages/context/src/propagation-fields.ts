import {
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  TraceFlags,
  createTraceState,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import type { Context, SpanContext } from '@opentelemetry/api';
import { attempt, reportFailure, warn } from './attempt.js';
import { decodeBaggage, encodeBaggage } from './baggage.js';

const MAX_FIELDS = 64;
// A field that is cut would say something else, so a longer one is left out.
const MAX_FIELD = 8_192;

/** What the global propagator injects, and the W3C fields where it injects none. */
export function injectContext(otel: Context): Record<string, string> {
  const fields = injectGlobally(otel);
  try {
    addMissingFields(fields, otel);
  } catch (error) {
    reportFailure('the span or the baggage of a context could not be encoded', error);
  }
  return fields;
}

function injectGlobally(otel: Context): Record<string, string> {
  const injected: Record<string, string> = {};
  try {
    propagation.inject(otel, injected);
  } catch (error) {
    reportFailure('the global propagator failed in inject()', error);
  }
  if (Object.keys(injected).length === 0) return {};
  const problems: string[] = [];
  const fields = textFields(injected, problems);
  if (problems.length > 0) {
    warn(`what the global propagator injected is not all carried: ${problems.join(', ')}`);
  }
  return { ...fields };
}

function addMissingFields(fields: Record<string, string>, otel: Context): void {
  const spanContext = trace.getSpanContext(otel);
  if (!fields['traceparent'] && spanContext && isSpanContextValid(spanContext)) {
    const flags = (spanContext.traceFlags & 0xff).toString(16).padStart(2, '0');
    fields['traceparent'] = `00-${spanContext.traceId}-${spanContext.spanId}-${flags}`;
    const state = spanContext.traceState?.serialize();
    if (state) fields['tracestate'] = state;
  }
  const baggage = propagation.getBaggage(otel);
  if (!fields['baggage'] && baggage) {
    const encoded = encodeBaggage(baggage);
    if (encoded) fields['baggage'] = encoded;
  }
}

function textFields(value: object, problems: string[]): Record<string, string> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  const entries = Object.entries(value);
  if (entries.length > MAX_FIELDS) problems.push(`\`propagation\` has more than ${MAX_FIELDS} fields`);
  for (const [key, text] of entries.slice(0, MAX_FIELDS)) {
    const isField = typeof text === 'string' && key.length + text.length <= MAX_FIELD && key !== '__proto__';
    if (isField) fields[key] = text;
    else problems.push('a field of `propagation` is no text, or too long');
  }
  return fields;
}

/** Reads such fields from an untrusted source; what is wrong with them goes to `problems`. */
export function readPropagation(value: Record<string, unknown>, problems: string[]): Context {
  const fields = textFields(value, problems);
  let otel = extract(fields);
  if (!isSpanContextValid(trace.getSpanContext(otel) ?? INVALID_SPAN_CONTEXT)) {
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
  const extracted = attempt(() => {
    const otel = propagation.extract(ROOT_CONTEXT, fields);
    trace.getSpanContext(otel); // throws where it is no context
    return otel;
  }, 'the global propagator failed in extract()');
  return extracted ?? ROOT_CONTEXT;
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
