import { reportFailure } from '@threadspan/context/ports';
import type { Member } from './member.js';
import { DecoratorError } from './errors.js';
import type { MetadataApi } from './metadata-api.js';

/** What stands for a path that a call doesn't have. */
const UNKNOWN_FILE = '(unknown)';

/** Reads the path out of the arguments of a call. Never throws: the method itself refuses a bad path, or doesn't. */
export function pathReader(
  label: string,
  path: number | ((args: never) => string | URL),
): (args: readonly unknown[]) => string {
  let reported = false;
  return (args) => {
    let found: unknown;
    try {
      found = typeof path === 'number' ? args[path] : path(args as never);
      if (typeof found === 'string' || found instanceof URL) return String(found);
    } catch (error) {
      found = error;
    }
    if (!reported) {
      reported = true;
      reportFailure(`${label}: expected a string or URL as the path, got ${typeof found}`, found);
    }
    return UNKNOWN_FILE;
  };
}

interface EmittedType {
  readonly name?: string;
  readonly prototype?: unknown;
}

/**
 * Asks the types that TypeScript emits, where they are and reflect-metadata is loaded, whether argument `index` can be a
 * path.
 *
 * @throws DecoratorError `NO_PATH_ARGUMENT`
 */
export function checkPathType({ label, method, place }: Member, index: number): void {
  const { getMetadata } = Reflect as Partial<MetadataApi>;
  const types = place && getMetadata?.('design:paramtypes', place.holder, place.key);
  if (!Array.isArray(types)) return;
  // `length` stops at a default or at rest parameters, and the latter take any index.
  const mayHaveRest = method.length < types.length;
  if (mayHaveRest && index >= types.length - 1 && types.at(-1) === Array) return;
  const type = types[mayHaveRest ? Math.min(index, types.length - 1) : index] as EmittedType | undefined;
  // A union such as `string | URL` is emitted as Object.
  if (type === String || type === Object || type === URL || type?.prototype instanceof URL) return;
  throw new DecoratorError(
    'NO_PATH_ARGUMENT',
    `${label}: expected argument ${index} of a @ProcessFile() method to be a path (string or URL), ` +
      `got ${type?.name ?? 'no such argument'}; say where it is with @ProcessFile({ path: … })`,
  );
}
