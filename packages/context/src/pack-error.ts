import { CloneableCopier, LEFT_OUT } from './cloneable.js';
import type { Path } from './cloneable.js';
import { getErrorContext } from './crash-context.js';
import { describeValue } from './describe-value.js';
import { classNamesOf } from './error-classes.js';
import { MAX_DEPTH, MAX_FIELDS, MAX_PARTS, MAX_REFS, isFieldName } from './error-envelope.js';
import type { ErrorEnvelope, ErrorField, ErrorPart, ErrorRef } from './error-envelope.js';
import { isError, isObject, readProperty } from './read-property.js';
import { isExceptionRecorded } from './record-exception.js';

/**
 * Packs whatever was thrown, together with its crash context and with the errors in it: in its fields, `cause`
 * and `errors` among them, and in plain objects and arrays there. Never throws. What can't be cloned is replaced
 * by a description of up to 1,000 characters; instances of classes that are no errors become plain objects.
 * Errors that lie deeper than 16 levels or come after 200 others are left out.
 */
export function packError(thrown: unknown): ErrorEnvelope {
  return new Packer().pack(thrown);
}

class Packer {
  // Breadth first: however errors refer to each other, each is as near to the first one as can be.
  readonly #found: { readonly value: unknown; readonly depth: number }[] = [];
  readonly #indices = new Map<unknown, number>();
  readonly #data = new CloneableCopier({ is: isThrown, note: (value, path) => this.#note(value, path) });
  #depth = 0;
  #refs: ErrorRef[] = [];

  pack(thrown: unknown): ErrorEnvelope {
    this.#add(thrown, 0);
    const parts: ErrorPart[] = [];
    // The list grows while it is read.
    for (const { value, depth } of this.#found) {
      this.#depth = depth;
      this.#refs = [];
      parts.push(this.#part(value));
    }
    return { parts };
  }

  #add(value: unknown, depth: number): number {
    const part = this.#found.push({ value, depth }) - 1;
    this.#indices.set(value, part);
    return part;
  }

  #note(value: unknown, path: Path): boolean {
    let part = this.#indices.get(value);
    if (part === undefined && this.#depth < MAX_DEPTH && this.#found.length < MAX_PARTS) {
      part = this.#add(value, this.#depth + 1);
    }
    if (part === undefined || this.#refs.length >= MAX_REFS) return false;
    this.#refs.push({ kind: 'ref', path, part });
    return true;
  }

  #part(thrown: unknown): ErrorPart {
    const packed = isError(thrown)
      ? { ...headOf(thrown), fields: this.#fields(thrown) }
      : { kind: 'value' as const, value: this.#data.copy(thrown, []) };
    const context = getErrorContext(thrown);
    return {
      ...packed,
      ...(this.#refs.length > 0 ? { refs: this.#refs } : {}),
      ...(context ? { context } : {}),
    };
  }

  #fields(error: object): ErrorField[] {
    return fieldsOf(error).flatMap(([name, value, ...hidden]) => {
      const copy = this.#data.copy(value, [name]);
      return copy === LEFT_OUT ? [] : [[name, copy, ...hidden]];
    });
  }
}

/** Whether `value`, `depth` steps inside `field`, gets a part of its own. */
function isThrown(value: unknown, field: string | undefined, depth: number): boolean {
  if (isError(value)) return true;
  // Equal primitives can't be told apart; these are sure to have been thrown.
  const isThrownPrimitive = (field === 'cause' && depth === 0) || (field === 'errors' && depth === 1);
  return (isObject(value) || isThrownPrimitive) && getErrorContext(value) !== undefined;
}

function headOf(error: object) {
  const stack = readProperty(error, 'stack');
  return {
    kind: 'error' as const,
    classNames: classNamesOf(error),
    name: text(readProperty(error, 'name'), 'Error'),
    message: text(readProperty(error, 'message'), ''),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(isExceptionRecorded(error) ? { recorded: true as const } : {}),
  };
}

function text(value: unknown, otherwise: string): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? otherwise : describeValue(value);
}

// Some are getters of a class, which the other side need not know.
const INHERITED = ['cause', 'errors', 'code'];

function fieldsOf(error: object): ErrorField[] {
  const own = ownNames(error).filter(isFieldName).slice(0, MAX_FIELDS);
  const fields = own.map((name): ErrorField => {
    const value = readProperty(error, name);
    return isEnumerable(error, name) ? [name, value] : [name, value, 'hidden'];
  });
  const inherited = INHERITED.filter((name) => !own.includes(name)).map((name): ErrorField => [
    name,
    readProperty(error, name),
    'hidden',
  ]);
  // Hidden functions are methods, such as the `cause()` of a VError.
  return [...fields, ...inherited.filter(([, value]) => value !== undefined)].filter(
    ([, value, hidden]) => !hidden || typeof value !== 'function',
  );
}

function ownNames(object: object): string[] {
  try {
    return Object.getOwnPropertyNames(object);
  } catch {
    return [];
  }
}

function isEnumerable(object: object, name: string): boolean {
  try {
    return Object.prototype.propertyIsEnumerable.call(object, name);
  } catch {
    return true;
  }
}
