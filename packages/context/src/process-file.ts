import type { ParallelContext } from './parallel-context.js';
import { runSpan } from './run-span.js';
import type { SpanSpec } from './run-span.js';

/** The span around the processing of one file. One definition, for the function and for `@ProcessFile`. */
export function fileSpan<R>(path: string | URL, more?: Partial<SpanSpec<R>>): SpanSpec<R> {
  const currentFile = String(path);
  return {
    name: 'process_file',
    level: 'debug',
    ...more,
    attributes: { ...more?.attributes, 'file.path': currentFile },
    currentFile,
    countsProgress: true,
  };
}

/**
 * Runs `fn`, sync or async, as the processing of one file: inside `ctx`, with `path` as the current file, in a
 * span `process_file` with the attribute `file.path`, counted in the shared progress when it ends.
 */
export function processFileWithContext<R>(path: string | URL, ctx: ParallelContext, fn: () => R): R {
  return ctx.run(() => runSpan<R>(fileSpan(path), () => fn()));
}
