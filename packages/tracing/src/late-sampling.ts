import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { ReadableSpan, Sampler } from './sdk-types.js';

// SamplingDecision.RECORD_AND_SAMPLED
const SAMPLED = 2;

// The outermost span of a worker that died never arrives, so what is remembered has to have a bound.
const MAX_TRACES = 1_000;

/**
 * Asks a sampler about traces that began out of its reach: once for each, with the first of its spans that
 * arrives. The decision is forgotten when the outermost span arrives, which ends last.
 */
export function lateSampling(sampler: Sampler): (span: ReadableSpan) => boolean {
  const decisions = new Map<string, boolean>();
  return (span) => {
    const { traceId } = span.spanContext();
    const isSampled = decisions.get(traceId) ?? ask(sampler, span);
    if (span.parentSpanContext === undefined) decisions.delete(traceId);
    else decisions.set(traceId, isSampled);
    if (decisions.size > MAX_TRACES) forgetOldest(decisions);
    return isSampled;
  };
}

function forgetOldest(decisions: Map<string, boolean>): void {
  const [oldest] = decisions.keys();
  if (oldest !== undefined) decisions.delete(oldest);
}

function ask(sampler: Sampler, span: ReadableSpan): boolean {
  const { name, kind, attributes, links } = span;
  const { traceId } = span.spanContext();
  const { decision } = sampler.shouldSample(ROOT_CONTEXT, traceId, name, kind, attributes, links);
  return decision === SAMPLED;
}
