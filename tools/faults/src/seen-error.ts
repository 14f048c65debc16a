import { inspect } from 'node:util';
import { getErrorContext } from '@threadspan/context';
import type { SeenContext, SeenError } from './report.js';

/** An error, or whatever came in place of one, as plain data. */
export function seenError(error: unknown, path: string): SeenError {
  const { name, code, message } = Object(error) as { name?: unknown; code?: unknown; message?: unknown };
  const where = getErrorContext(error);
  return {
    name: typeof name === 'string' ? name : typeof error,
    ...(typeof code === 'string' ? { code } : {}),
    message: typeof message === 'string' ? message : inspect(error),
    namesTask: where?.currentFile === path || inspect(error).includes(path),
    ...(where ? { where: seenContext(where) } : {}),
  };
}

function seenContext(where: NonNullable<ReturnType<typeof getErrorContext>>): SeenContext {
  const { phase, currentFile, currentFunction, spanHierarchy, attempt, worker } = where;
  return {
    ...(phase === undefined ? {} : { phase }),
    ...(currentFile === undefined ? {} : { file: currentFile }),
    ...(currentFunction === undefined ? {} : { function: currentFunction }),
    hierarchy: spanHierarchy.map(({ name }) => name).join(' > '),
    ...(attempt === undefined ? {} : { attempt }),
    ...(worker && worker.index <= worker.count ? { workers: worker.count } : {}),
  };
}
