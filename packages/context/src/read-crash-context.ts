import { cutAnalysis } from './analysis-context.js';
import type { CrashContext } from './crash-context.js';
import { readHierarchy } from './read-hierarchy.js';

const ANALYSIS = ['phase', 'currentFile', 'currentFunction'];
const IDS = ['traceId', 'spanId'];
const NUMBERS = { progress: ['processed', 'failed', 'total'], worker: ['index', 'count', 'threadId'] };

/** Reads a crash context from an untrusted source. Whatever is wrong with it is left out or cut. */
export function readCrashContext(value: unknown): CrashContext | undefined {
  if (!isRecord(value)) return undefined;
  return {
    ...cutAnalysis(only(value, ANALYSIS, 'string')),
    ...only(value, IDS, 'string'),
    ...only(value, ['attempt'], 'number'),
    ...progress(value),
    ...numbers(value, 'worker'),
    spanHierarchy: readHierarchy(value['spanHierarchy'], []),
  };
}

function progress(value: Record<string, unknown>): object {
  const { progress: counts } = numbers(value, 'progress');
  if (counts === undefined) return {};
  const { rate } = value['progress'] as Record<string, unknown>;
  return { progress: isRate(rate) ? { ...counts, rate } : counts };
}

function isRate(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

/** The group of numbers `name`, when all of them are there. */
function numbers(value: Record<string, unknown>, name: keyof typeof NUMBERS): Record<string, object> {
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
