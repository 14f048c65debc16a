import { cutText, isCount } from './cut.js';
import { withinBudget } from './hierarchy-budget.js';
import { plainAttributes } from './plain-attributes.js';
import { isObject } from './read-property.js';
import { cutFrames } from './span-frame.js';
import type { SpanFrame } from './span-frame.js';

/** Reads a hierarchy from an untrusted source; what is wrong with it is left out or cut, and goes to `problems`. */
export function readHierarchy(value: unknown, problems: string[]): SpanFrame[] {
  if (!Array.isArray(value)) {
    problems.push('`hierarchy` is no array');
    return [];
  }
  // Only what is there: a sparse array can be enormous.
  const items: unknown[] = Object.values(value);
  const kept = cutFrames(items);
  if (kept !== items) problems.push('`hierarchy` is too deep');
  const frames = kept.flatMap((item) => readFrame(item) ?? []);
  if (frames.length < kept.length) problems.push('a frame of `hierarchy` has no name');
  const affordable = withinBudget(frames);
  if (affordable.some((frame, position) => frame !== frames[position])) {
    problems.push('`hierarchy` has too many attributes');
  }
  return affordable;
}

function readFrame(value: unknown): SpanFrame | undefined {
  if (!isObject(value)) return undefined;
  const frame = value as Partial<Record<keyof SpanFrame, unknown>>;
  if (typeof frame.name !== 'string') return undefined;
  const name = cutText(frame.name);
  const { traceId, spanId, omitted } = frame;
  if (isCount(omitted)) return { name, omitted };
  const attributes = plainAttributes(frame.attributes);
  return {
    name,
    ...(attributes ? { attributes } : {}),
    ...(isHex(traceId, 32) && isHex(spanId, 16) ? { traceId, spanId } : {}),
  };
}

function isHex(value: unknown, length: number): value is string {
  return typeof value === 'string' && value.length === length && /^[\da-f]+$/.test(value);
}
