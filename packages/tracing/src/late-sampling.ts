import { ROOT_CONTEXT, diag } from '@opentelemetry/api';
import type { ReadableSpan, Sampler } from './sdk-types.js';
import { TraceMemory } from './trace-memory.js';

// SamplingDecision.RECORD_AND_SAMPLED
const SAMPLED = 2;

/** Asks a sampler about traces that began out of its reach: once for each, with the first of its spans that arrives. */
export function lateSampling(sampler: Sampler): (span: ReadableSpan) => boolean {
  const decisions = new TraceMemory<boolean>();
  return (span) => {
    const { traceId } = span.spanContext();
    const known = decisions.get(traceId);
    if (known !== undefined) return known;
    const isSampled = ask(sampler, span);
    decisions.set(traceId, isSampled);
    return isSampled;
  };
}

function ask(sampler: Sampler, span: ReadableSpan): boolean {
  const { name, kind, attributes, links } = span;
  const { traceId } = span.spanContext();
  try {
    return sampler.shouldSample(ROOT_CONTEXT, traceId, name, kind, attributes, links).decision === SAMPLED;
  } catch (error) {
    diag.error('threadspan: the sampler failed on a trace that began in a worker; the trace is kept', error);
    return true;
  }
}
