import { fileSpan } from '@threadspan/context/ports';
import { attributesReader } from './attributes.js';
import type { ReadAttributes } from './attributes.js';
import { checkCalled, decorate } from './decorate.js';
import type { DecoratorArguments } from './decorate.js';
import type { MethodDecoratorOf } from './method-decorator.js';
import { checkPathType, pathReader } from './path-argument.js';
import { parameterAttributes } from './span-attribute.js';
import type { WithParallelContextOptions } from './with-parallel-context.js';

/**
 * As of `@WithParallelContext`, and where the path is.
 *
 * @typeParam P - An index, or a function of the arguments.
 */
export interface ProcessFileOptions<
  A extends readonly unknown[] = never,
  R = never,
  P = number | ((args: A) => string | URL),
> extends WithParallelContextOptions<A, R> {
  /** Which argument is the path, or how to tell it from the arguments. Default: 0, the first argument. */
  readonly path?: P;
}

/**
 * Runs each call of the method as the processing of one file: the current file is set, a span `process_file`
 * with the attribute `file.path` is opened, and the shared progress is counted when the work ends. Everything
 * else is as with `@WithParallelContext`.
 *
 * @throws DecoratorError at decoration, when it stands on anything but a method or without parentheses, or when the
 *   metadata that TypeScript emits says that the first argument is no path
 */
export function ProcessFile<A extends readonly unknown[] = never, R = never>(
  options: WithParallelContextOptions<A, R> & { readonly path: (args: A) => string | URL },
): MethodDecoratorOf<A, R>;
export function ProcessFile<A extends readonly unknown[] = never, R = never, const P extends number = 0>(
  options?: ProcessFileOptions<A, R, P>,
): MethodDecoratorOf<A, R, P>;
export function ProcessFile(options: ProcessFileOptions = {}, ...more: DecoratorArguments): unknown {
  checkCalled('ProcessFile', [options, ...more]);
  const { span, kind, phase, level, newRoot, attributes, path = 0 } = options;
  return (...args: DecoratorArguments) =>
    decorate('ProcessFile', args, (member) => {
      if (typeof path === 'number') checkPathType(member, path);
      const pathOf = pathReader(member.label, path);
      const fixed = { name: span, kind, phase, level, newRoot };
      const read = attributesReader(member.label, attributes, parameterAttributes(member));
      return (values) => {
        const file = pathOf(values);
        return fileSpan(file, read === undefined ? fixed : { ...fixed, ...besidePath(read(values), file) });
      };
    });
}

// The path is ours to say, also when the result names another one.
function besidePath(read: ReturnType<ReadAttributes>, file: string): ReturnType<ReadAttributes> {
  const { resultAttributes } = read;
  if (resultAttributes === undefined) return read;
  return {
    ...read,
    resultAttributes: (result) => ({ ...resultAttributes(result), 'file.path': file }),
  };
}
