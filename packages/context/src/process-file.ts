import type { ParallelContext } from './parallel-context.js';
import { runSpan } from './run-span.js';
import type { SpanSpec } from './run-span.js';

type FileSpanOptions<R> = Omit<SpanSpec<R>, 'name'> & { readonly name?: string | undefined };

/** The span around the processing of one file. One definition, for the function and for `@ProcessFile`. */
export function fileSpan<R>(path: string | URL, more?: FileSpanOptions<R>): SpanSpec<R> {
  const currentFile = String(path);
  // Field by field: with a spread, this would cost more than all the rest of a call.
  return {
    name: more?.name ?? 'process_file',
    kind: more?.kind,
    attributes:
      more?.attributes === undefined
        ? { 'file.path': currentFile }
        : { ...more.attributes, 'file.path': currentFile },
    links: more?.links,
    level: more?.level ?? 'debug',
    newRoot: more?.newRoot,
    phase: more?.phase,
    currentFile,
    countsProgress: true,
    resultAttributes: more?.resultAttributes,
  };
}

/**
 * Runs `fn`, sync or async, as the processing of one file: inside `ctx`, with `path` as the current file, in a
 * span `process_file` with the attribute `file.path`, counted in the shared progress when it ends.
 */
export function processFileWithContext<R>(path: string | URL, ctx: ParallelContext, fn: () => R): R {
  return ctx.run(() => runSpan<R>(fileSpan(path), () => fn()));
}
