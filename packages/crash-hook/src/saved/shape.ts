import { CrashHookError, expected } from '../errors.js';
import { LIMITS } from './limits.js';

/** Checks a value that stands at `path` of a report. Throws a {@link CrashHookError} with code `REPORT_INVALID`. */
export type Shape = (value: unknown, path: string, reading: Reading) => void;

/** What one report has cost so far. */
export class Reading {
  depth = 0;
  #parts = 0;

  count(parts: number): void {
    this.#parts += parts;
    if (this.#parts > LIMITS.parts) {
      invalid(`Expected at most ${LIMITS.parts} objects and entries of lists in all, got more.`);
    }
  }
}

interface Optional {
  readonly optional: Shape;
}

/** A shape for each field of `T`: TypeScript refuses one that is forgotten, or optional here and not there. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? Optional : Shape;
};

export function optional(shape: Shape): Optional {
  return { optional: shape };
}

/** An object with these fields. Others are let through: a later version may know more. */
export function object<T>(fields: Fields<T>): Shape {
  const shapes = Object.entries<Shape | Optional>(fields);
  return (value, path, reading) => {
    const found = asObject(value, path || 'report');
    reading.count(1);
    for (const [key, shape] of shapes) {
      const field = found[key];
      const at = path === '' ? key : `${path}.${key}`;
      if (typeof shape === 'function') shape(field, at, reading);
      else if (field !== undefined) shape.optional(field, at, reading);
    }
  };
}

/** An object whose keys are names that somebody else gave, such as the attributes of a span. */
export function dictionary(shape: Shape): Shape {
  return (value, path, reading) => {
    const entries = Object.entries(asObject(value, path));
    checkLength(entries.length, path, 'entries');
    reading.count(entries.length);
    for (const [key, entry] of entries) {
      const name = `${path}[${JSON.stringify(key.slice(0, 80))}]`;
      if (isLonger(key, LIMITS.text))
        invalid(`Expected the name of \`${name}\` to have at most ${LIMITS.text} characters.`);
      shape(entry, name, reading);
    }
  };
}

export function list(shape: Shape): Shape {
  return (value, path, reading) => {
    if (!Array.isArray(value)) fail(path, 'an array', value);
    checkLength(value.length, path, 'entries');
    reading.count(value.length);
    value.forEach((entry, index) => shape(entry, `${path}[${index}]`, reading));
  };
}

/** One level deeper in what may hold itself. */
export function nested(shape: () => Shape): Shape {
  return (value, path, reading) => {
    reading.depth += 1;
    if (reading.depth > LIMITS.depth) {
      invalid(`Expected causes and aggregated errors to be nested at most ${LIMITS.depth} deep, got more.`);
    }
    shape()(value, path, reading);
    reading.depth -= 1;
  };
}

export function text(max: number = LIMITS.text): Shape {
  return (value, path) => {
    if (typeof value !== 'string') fail(path, 'a string', value);
    if (isLonger(value, max)) invalid(`Expected \`${path}\` to have at most ${max} characters, got more.`);
  };
}

/** What passes `accepts`; `wanted` says in words what that is. */
export function value(wanted: string, accepts: (value: unknown) => boolean): Shape {
  return (found, path) => {
    if (!accepts(found)) fail(path, wanted, found);
  };
}

export function integer(min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Shape {
  const isWithin = (value: number) => value >= min && value <= max;
  return (found, path) => {
    if (!Number.isInteger(found)) fail(path, 'an integer', found);
    if (!isWithin(found as number)) fail(path, `an integer from ${min} to ${max}`, found);
  };
}

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

function checkLength(length: number, path: string, what: string): void {
  if (length > LIMITS.entries) {
    invalid(`Expected \`${path}\` to have at most ${LIMITS.entries} ${what}, got ${length}.`);
  }
}

// In characters as JSON Schema counts them: one that takes two units of UTF-16 is one.
function isLonger(text: string, max: number): boolean {
  return text.length > max && (text.length > 2 * max || Array.from(text).length > max);
}

function fail(path: string, wanted: string, got: unknown): never {
  invalid(`${expected(path, wanted, got)}.`);
}

function invalid(message: string): never {
  throw new CrashHookError('REPORT_INVALID', message);
}
