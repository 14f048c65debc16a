import { diag } from '@opentelemetry/api';
import { fileSpan } from '@threadspan/context/ports';
import { DecoratorError } from './errors.js';
import { decorateMethod } from './member.js';
import type { Member } from './member.js';
import type { MethodDecoratorOf, WithParallelContextOptions } from './with-parallel-context.js';
import { attributesSpec } from './wrap.js';
import type { MetadataApi, Method } from './wrap.js';

export interface ProcessFileOptions<
  A extends readonly unknown[] = never,
  R = never,
> extends WithParallelContextOptions<A, R> {
  /** Which argument is the path, or how to tell it from the arguments. Default: 0, the first argument. */
  readonly path?: number | ((args: A) => string | URL);
}

type PathCheck<F extends Method> = Parameters<F>[0] extends string | URL
  ? unknown
  : 'expected a string or URL as the first parameter, or the option `path`';

/**
 * Runs each call of the method as the processing of one file: the current file is set, a span `process_file`
 * with the attribute `file.path` is opened, and the shared progress is counted when the work ends. Everything
 * else is as with `@WithParallelContext`.
 *
 * @throws DecoratorError at decoration, when it stands on anything but a method, or when the metadata that
 *   TypeScript emits says that the first argument is no path
 */
export function ProcessFile(): <F extends Method>(
  target: object,
  key: PropertyKey,
  descriptor: TypedPropertyDescriptor<F> & PathCheck<F>,
) => void;
export function ProcessFile<A extends readonly unknown[] = never, R = never>(
  options: ProcessFileOptions<A, R>,
): MethodDecoratorOf;
export function ProcessFile(options: ProcessFileOptions = {}): MethodDecoratorOf {
  const { span, kind, phase, level, newRoot, attributes, path = 0 } = options;
  return (target, key, descriptor) => {
    decorateMethod('ProcessFile', target, key, descriptor, (member) => {
      if (typeof path === 'number') checkPathType(member, path);
      const pathOf = pathReader(member, path);
      const fixed = {
        ...(span === undefined ? {} : { name: span }),
        ...(level === undefined ? {} : { level }),
        kind,
        phase,
        newRoot,
      };
      return (args) =>
        fileSpan(pathOf(args), { ...fixed, ...attributesSpec(member.label, attributes, args) });
    });
  };
}

const UNKNOWN_FILE = '(unknown)';

// A call with a bad path is the method's own to refuse; the instrumentation only says what it saw.
function pathReader(
  member: Member,
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
      diag.error(
        `threadspan: ${member.label}: expected a string or URL as the path, got ${typeof found}`,
        found,
      );
    }
    return UNKNOWN_FILE;
  };
}

function checkPathType(member: Member, index: number): void {
  const { getMetadata } = Reflect as Partial<MetadataApi>;
  const types = getMetadata?.('design:paramtypes', member.holder, member.key) as unknown[] | undefined;
  if (types === undefined) return;
  const type = types[index] as { name?: string } | undefined;
  // A union such as `string | URL` is emitted as Object.
  if (type === String || type === URL || type === Object) return;
  throw new DecoratorError(
    'NO_PATH_ARGUMENT',
    `${member.label}: expected argument ${index} of a @ProcessFile() method to be a path (string or URL), ` +
      `got ${type?.name ?? 'no such argument'}; say where it is with @ProcessFile({ path: … })`,
  );
}
