import type { AttributeValue, Attributes } from '@opentelemetry/api';
import { warn } from '@threadspan/context/ports';
import { memberName } from './member.js';
import type { Member } from './member.js';
import { DecoratorError } from './errors.js';

interface Parameter {
  readonly index: number;
  readonly attribute: string;
}

// By the object that has the method, and its key; parameters are decorated before their method is.
const parameters = new WeakMap<object, Map<PropertyKey, Parameter[]>>();

/** A parameter decorator; only the legacy dialect has them. */
export type ParameterDecoratorOf = (target: object, key: PropertyKey, index: number) => void;

/**
 * Sets an argument of a method with `@WithParallelContext` or `@ProcessFile` as an attribute of its span. On a method
 * without either it does nothing. Values that are no attribute values are left out, and `diag` hears of it once.
 *
 * @throws DecoratorError at decoration, when it stands on anything but a parameter of a method
 */
export function SpanAttribute(name: string): ParameterDecoratorOf {
  return (target, key, index) => {
    if (typeof index !== 'number' || !['string', 'number', 'symbol'].includes(typeof key))
      throw misplaced(target, key);
    const ofHolder = parameters.get(target) ?? new Map<PropertyKey, Parameter[]>();
    parameters.set(target, ofHolder);
    ofHolder.set(key, [{ index, attribute: name }, ...(ofHolder.get(key) ?? [])]);
  };
}

function misplaced(target: unknown, key: unknown): DecoratorError {
  const where =
    typeof key === 'object' && key !== null
      ? memberName((key as { name?: string | symbol }).name ?? '(anonymous class)')
      : memberName((key as PropertyKey | undefined) ?? 'constructor', classOf(target));
  return new DecoratorError(
    'NOT_A_PARAMETER',
    `${where}: expected @SpanAttribute on a parameter of a method; move it to one, or use the option \`attributes\``,
  );
}

function classOf(target: unknown): object {
  return typeof target === 'function' ? target : (target as object).constructor;
}

/** The attributes of a call that `@SpanAttribute` names; `undefined` for a method without any. */
export function parameterAttributes({
  label,
  place,
}: Member): ((args: readonly unknown[]) => Attributes) | undefined {
  const named = place && parameters.get(place.holder)?.get(place.key);
  if (named === undefined) return undefined;
  let reported = false;
  return (args) => {
    const attributes: Attributes = {};
    for (const { index, attribute } of named) {
      const value = args[index];
      if (isAttributeValue(value)) attributes[attribute] = value;
      else if (value !== undefined && value !== null && !reported) {
        reported = true;
        warn(
          `${label}: expected the argument for the attribute ${attribute} to be a string, a number, ` +
            `a boolean or an array of one of these, got ${typeof value}; it is left out`,
        );
      }
    }
    return attributes;
  };
}

function isAttributeValue(value: unknown): value is AttributeValue {
  if (!Array.isArray(value)) return isScalar(value);
  const type = value.find((entry) => entry !== undefined && entry !== null) as unknown;
  return value.every(
    (entry) => entry === undefined || entry === null || (isScalar(entry) && typeof entry === typeof type),
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
