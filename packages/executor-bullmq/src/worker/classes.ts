import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getAnnotatedMethod } from '@threadspan/context/ports';
import { ThreadspanError } from '@threadspan/executor';
import { invalid } from '@threadspan/executor/engine';

type Class = new (...args: unknown[]) => object;

/** A class that drivers may name. */
export interface KnownClass {
  readonly cls: Class;
  /** URL of the module that exports it. */
  readonly module: string;
}

/**
 * The classes with annotated methods that the modules export, by the names of the exports. Nothing else can be named by
 * a driver.
 *
 * @throws ThreadspanError `INVALID_ARGUMENT`; `WORKER_START_FAILED` when a module can't be loaded, or has no such class
 */
export async function loadClasses(
  modules: readonly (URL | string)[],
): Promise<ReadonlyMap<string, KnownClass>> {
  const classes = new Map<string, KnownClass>();
  for (const module of modules.map(moduleUrl)) {
    const found = Object.entries(await load(module)).filter((entry): entry is [string, Class] =>
      isAnnotated(entry[1]),
    );
    if (found.length === 0) {
      throw failed(
        `Expected ${module} to export a class with annotated methods (@WithParallelContext, @ProcessFile)`,
      );
    }
    for (const [name, cls] of found) {
      // CommonJS seen from `import()` has a default export that is all the others, or one of them.
      const exportName = name === 'default' || name === 'module.exports' ? cls.name : name;
      const known = classes.get(exportName);
      if (known && known.module !== module)
        throw failed(
          `Expected one class of the name ${exportName}, found it in ${known.module} and in ${module}`,
        );
      classes.set(exportName, { cls, module });
    }
  }
  return classes;
}

async function load(module: string): Promise<object> {
  try {
    const exports = (await import(module)) as Record<string, unknown>;
    const whole = exports['default'];
    return typeof whole === 'object' && whole !== null ? { ...whole, ...exports } : exports;
  } catch (cause) {
    throw failed(`Could not load ${module}; it must be the built file that exports the class`, cause);
  }
}

function isAnnotated(value: unknown): value is Class {
  if (typeof value !== 'function') return false;
  for (
    let prototype: unknown = value.prototype;
    typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    const owner = prototype;
    if (Object.getOwnPropertyNames(owner).some((name) => getAnnotatedMethod(owner, name))) return true;
  }
  return false;
}

function moduleUrl(module: unknown): string {
  if (module instanceof URL && module.protocol === 'file:') return module.href;
  if (typeof module === 'string' && module.startsWith('file:')) return new URL(module).href;
  if (typeof module === 'string' && isAbsolute(module)) return pathToFileURL(module).href;
  throw invalid('modules', 'file URLs or absolute paths', module instanceof URL ? module.href : module);
}

function failed(message: string, cause?: unknown): ThreadspanError {
  return new ThreadspanError('WORKER_START_FAILED', message, cause === undefined ? {} : { cause });
}
