import { types } from 'node:util';
import { getErrorContext } from '@threadspan/context';
import { describeContext, describeValue } from './describe-context.js';
import { mapStackLine } from './location.js';
import { aggregatedBy, ownFields } from './own-fields.js';
import { readProperty } from '../read-property.js';
import type { Redactor } from './redact.js';
import type { ReportedError } from '../report.js';
import { showValue } from '../show-value.js';
import type { SourceMaps } from './source-maps.js';
import { stackLines } from '../stack-frames.js';

// The program may have changed it by the time of the crash.
const { stringify } = JSON;

const MAX_DEPTH = 16;
const MAX_NODES = 100;
const MAX_ERRORS = 20;
const MAX_NAME = 200;
const MAX_LINE = 2_000;
const MAX_FIELDS = 32;
const MAX_FIELD = 1_000;
// Of all texts of one thrown value and what hangs on it, in characters of JSON.
const MAX_CHARACTERS = 100_000;

/** What describing one thrown value, with all that hangs on it, needs and shares. */
export interface Describing {
  readonly redactor: Redactor;
  readonly maps: SourceMaps;
}

/** Describes whatever was thrown, its causes and its aggregated errors. */
export function describeError(thrown: unknown, describing: Describing): ReportedError {
  return new ErrorDescriber(describing).describe(thrown, []);
}

class ErrorDescriber {
  readonly #redactor: Redactor;
  readonly #maps: SourceMaps;
  #nodes = 0;
  #room = MAX_CHARACTERS;

  constructor({ redactor, maps }: Describing) {
    this.#redactor = redactor;
    this.#maps = maps;
  }

  describe(thrown: unknown, outside: readonly unknown[]): ReportedError {
    this.#nodes += 1;
    const context = outside.length > 0 && this.#room > 0 ? getErrorContext(thrown) : undefined;
    return {
      ...(isErrorLike(thrown) ? this.#error(thrown, outside) : this.#value(thrown)),
      ...(context ? { context: describeContext(context, this.#redactor) } : {}),
    };
  }

  #error(error: object, outside: readonly unknown[]): ReportedError {
    const rawMessage = asText(readProperty(error, 'message'));
    const name = this.#text(asText(readProperty(error, 'name')) || 'Error', MAX_NAME);
    const message = this.#text(rawMessage);
    const code = readProperty(error, 'code');
    const stack = this.#stack(
      readProperty(error, 'stack'),
      rawMessage,
      `${name}${message && ': '}${message}`,
    );
    const fields = this.#fields(error);
    const path = [...outside, error];
    const cause = this.#inner(readProperty(error, 'cause'), path);
    const errors = this.#all(aggregatedBy(error), path);
    return {
      name,
      message,
      ...(typeof code === 'string' || typeof code === 'number'
        ? { code: this.#text(String(code), MAX_NAME) }
        : {}),
      stack,
      ...(fields ? { fields } : {}),
      ...(cause ? { cause } : {}),
      ...(errors ? { errors } : {}),
    };
  }

  #value(value: unknown): ReportedError {
    const kind = value === null ? 'null' : typeof value;
    const isNothing = value === null || value === undefined;
    return {
      name: `Thrown ${kind}`,
      message: isNothing ? '' : this.#text(typeof value === 'string' ? value : showValue(value)),
      stack: '',
    };
  }

  // A chain of causes that comes back to where it was is cut there.
  #inner(thrown: unknown, path: readonly unknown[]): ReportedError | undefined {
    if (thrown === undefined || path.includes(thrown)) return undefined;
    if (path.length >= MAX_DEPTH || this.#nodes >= MAX_NODES) return undefined;
    return this.describe(thrown, path);
  }

  #all(errors: unknown, path: readonly unknown[]): ReportedError[] | undefined {
    const length = isArray(errors) ? Number(readProperty(errors, 'length')) : 0;
    if (!(length > 0)) return undefined;
    const shown = Math.min(length, MAX_ERRORS);
    const described: ReportedError[] = [];
    for (let index = 0; index < shown; index++) {
      const inner = this.#inner(readProperty(errors, index), path);
      if (inner) described.push(inner);
    }
    const omitted = length - described.length;
    if (omitted > 0) described.push({ name: 'Error', message: `${omitted} more not shown`, stack: '' });
    return described;
  }

  // The header is written anew: V8's own has the message as it was at construction, unredacted and of any size.
  #stack(stack: unknown, rawMessage: string, header: string): string {
    if (typeof stack !== 'string' || stack === '') return '';
    const lines = [header];
    this.#room -= header.length;
    for (const line of stackLines(stack, rawMessage)) {
      if (this.#room <= 0) break;
      lines.push(this.#text(mapStackLine(line, this.#maps), MAX_LINE));
    }
    return lines.join('\n');
  }

  #fields(error: object): ReportedError['fields'] {
    const shown = ownFields(error);
    if (shown.length === 0) return undefined;
    const fields = shown.slice(0, MAX_FIELDS).map(([name, value]): [string, string | number | boolean] => {
      const described = describeValue(name, value, {
        ...this.#redactor,
        text: (text) => this.#text(text, MAX_FIELD),
      });
      return [this.#text(name, MAX_NAME), described];
    });
    const omitted = shown.length - fields.length;
    return Object.fromEntries(omitted > 0 ? [...fields, ['…', `${omitted} more not shown`]] : fields);
  }

  #text(raw: string, max?: number): string {
    const text = this.#redactor.text(raw, this.#room > 0 ? max : 0);
    this.#room -= stringify(text).length;
    return text;
  }
}

function isErrorLike(value: unknown): value is object {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  if (types.isNativeError(value)) return true;
  try {
    if (value instanceof Error) return true;
  } catch {
    return false;
  }
  return (
    typeof readProperty(value, 'message') === 'string' && typeof readProperty(value, 'name') === 'string'
  );
}

function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false; // a revoked proxy
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : showValue(value);
}
