import type { CrashContext } from '@threadspan/context';
import { getArrivingErrorContext } from '@threadspan/context/ports';
import { readProperty } from '../read-property.js';

const REASON = /rejected with the reason "([^]*)"\.$/;
const MAX_MESSAGE = 10_000;
const WORDS = new Map<string, unknown>([
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['false', false],
]);

/**
 * Where a rejection happened whose reason was no error. Node puts an error of its own in place of such a reason and
 * keeps it as text only, while the context is remembered for the primitive itself.
 */
export function contextOfRejectedPrimitive(error: unknown): CrashContext | undefined {
  const message = readProperty(error, 'message');
  if (readProperty(error, 'code') !== 'ERR_UNHANDLED_REJECTION' || typeof message !== 'string')
    return undefined;
  const text = REASON.exec(message.slice(0, MAX_MESSAGE))?.[1];
  if (text === undefined) return undefined;
  const primitives: unknown[] = [text, Number(text)];
  if (WORDS.has(text)) primitives.push(WORDS.get(text));
  for (const primitive of primitives) {
    const context = getArrivingErrorContext(primitive);
    if (context) return context;
  }
  return undefined;
}
