import { construct } from '../construct.js';
import type { Class } from '../construct.js';
import { ThreadspanError } from '../errors.js';
import { loadInWorker } from '../module-load.js';
import type { InstanceSpec } from '../protocol.js';
import { unpackUrls } from '../url-arguments.js';

const TYPESCRIPT = /\.[cm]?tsx?$/;

/** Loads the class of `spec` in this thread and makes an instance. Rejects with `WORKER_START_FAILED`. */
export async function createInstance(spec: InstanceSpec): Promise<object> {
  const cls = findClass(await loadModule(spec), spec);
  return construct(cls, spec.exportName, unpackUrls({ ...spec, items: spec.args }));
}

async function loadModule({ module, exportName }: InstanceSpec): Promise<Record<string, unknown>> {
  // Paths and URLs are made file URLs by the executor; anything else would be code that comes with the message.
  if (!module.startsWith('file:'))
    throw new ThreadspanError('WORKER_START_FAILED', `Expected a file URL, got ${module}`);
  const { exports, error: cause, refusal } = await loadInWorker(module);
  if (refusal) throw refusal;
  if (exports === undefined) {
    throw new ThreadspanError(
      'WORKER_START_FAILED',
      `Could not load ${module} in a worker; \`module\` must be the built file that exports ${exportName}` +
        (TYPESCRIPT.test(module)
          ? ', or the option `workerEntry` a file that has workers load TypeScript'
          : ''),
      { cause },
    );
  }
  return exports;
}

// A CommonJS module seen from `import()` has its exports under `default`, too, and sometimes only there.
function findClass(exports: Record<string, unknown>, { module, exportName }: InstanceSpec): Class {
  const fallback = exports['default'];
  const candidates = [
    own(exports, exportName),
    own(fallback, exportName),
    fallback,
    own(fallback, 'default'),
  ];
  const found = candidates.find(
    (value, position) => isClass(value) && (position < 2 || value.name === exportName),
  );
  if (isClass(found)) return found;
  const names = Object.keys(exports).join(', ') || 'nothing';
  throw new ThreadspanError(
    'WORKER_START_FAILED',
    `Expected ${module} to export a class ${exportName}, found ${names}; name another one with \`export\``,
  );
}

function own(object: unknown, key: string): unknown {
  return object !== null && typeof object === 'object' && Object.hasOwn(object, key)
    ? (object as Record<string, unknown>)[key]
    : undefined;
}

function isClass(value: unknown): value is Class {
  return typeof value === 'function';
}
