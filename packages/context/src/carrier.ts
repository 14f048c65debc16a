import type { Context } from '@opentelemetry/api';
import { cutAnalysis } from './analysis-context.js';
import type { AnalysisContext } from './analysis-context.js';
import { warn } from './attempt.js';
import { readPropagation } from './propagation-fields.js';
import { readHierarchy } from './read-hierarchy.js';
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

/** Reads a carrier from an untrusted source. Whatever is wrong with it is left out or cut, with one warning. */
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
    accessors: new Map(Object.entries(part('accessors')).filter(([key]) => key !== '__proto__')),
  };
  if (problems.length > 0) {
    warn(
      `a context carrier, or part of it, was ignored or cut: ${problems.join(', ')}. ` +
        'Pass what toCarrier() returned.',
    );
  }
  return carried;
}

function readAnalysis(record: Record<string, unknown>, problems: string[]): AnalysisContext {
  const text = (key: string) => {
    const field = record[key];
    if (typeof field === 'string') return { [key]: field };
    if (field !== undefined) problems.push(`\`${key}\` is no text`);
    return {};
  };
  const analysis = { ...text('phase'), ...text('currentFile'), ...text('currentFunction') };
  const cut = cutAnalysis(analysis);
  if (cut !== analysis) problems.push('a text of `analysis` is too long');
  return cut;
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
