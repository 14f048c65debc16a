import type { CrashContext } from './crash-context.js';
import { plainAttributes } from './plain-attributes.js';
import type { SpanFrame } from './span-frame.js';

const TEXTS = ['phase', 'currentFile', 'currentFunction', 'traceId', 'spanId'];
const NUMBERS = { progress: ['processed', 'failed', 'total'], worker: ['index', 'count', 'threadId'] };

/** Reads a crash context from an untrusted source. Whatever is wrong with it is left out. */
export function readCrashContext(value: unknown): CrashContext | undefined {
  if (!isRecord(value)) return undefined;
  const frames: unknown[] = Array.isArray(value['spanHierarchy']) ? value['spanHierarchy'] : [];
  return {
    ...only(value, TEXTS, 'string'),
    ...only(value, ['attempt'], 'number'),
    ...numbers(value, 'progress'),
    ...numbers(value, 'worker'),
    spanHierarchy: frames.flatMap((frame) => readFrame(frame) ?? []),
  };
}

function readFrame(value: unknown): SpanFrame | undefined {
  if (!isRecord(value) || typeof value['name'] !== 'string') return undefined;
  const attributes = isRecord(value['attributes']) && plainAttributes(value['attributes']);
  return {
    name: value['name'],
    ...(attributes ? { attributes } : {}),
    ...only(value, ['traceId', 'spanId'], 'string'),
  };
}

/** The group of numbers `name`, when all of them are there. */
function numbers(value: Record<string, unknown>, name: keyof typeof NUMBERS): object {
  const group = value[name];
  if (!isRecord(group)) return {};
  const all = only(group, NUMBERS[name], 'number');
  return Object.keys(all).length === NUMBERS[name].length ? { [name]: all } : {};
}

function only(value: Record<string, unknown>, keys: readonly string[], type: 'string' | 'number'): object {
  return Object.fromEntries(keys.filter((key) => typeof value[key] === type).map((key) => [key, value[key]]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
