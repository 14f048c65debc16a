import { createRequire } from 'node:module';
import { context } from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import type * as AsyncHooks from '@opentelemetry/context-async-hooks';
import type * as Core from '@opentelemetry/core';
import type * as Resources from '@opentelemetry/resources';
import type * as SdkTrace from '@opentelemetry/sdk-trace';
import { TracingError } from './errors.js';

/** The parts of the installed OpenTelemetry SDK, of whichever line. */
export interface Sdk {
  readonly Provider: ProviderClass;
  readonly trace: typeof SdkTrace;
  readonly core: typeof Core;
  readonly resources: typeof Resources;
  readonly hooks: typeof AsyncHooks;
}

type ProviderClass = new (options: SdkTrace.TracerProviderOptions) => SdkProvider;

export interface SdkProvider extends TracerProvider {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

let loaded: Sdk | undefined;

/**
 * Loads the SDK that fits the installed API: the two come in lines that exclude each other.
 * @throws TracingError `NO_SDK`
 */
export function loadSdk(): Sdk {
  return (loaded ??= load());
}

function load(): Sdk {
  // Package managers that don't hoist let a package see its own dependencies alone; the parts are the SDK's.
  const bases = [__filename];
  for (const name of ['sdk-trace-node', 'sdk-trace-base', 'sdk-trace']) {
    const path = resolve(name, bases);
    if (path !== undefined) bases.push(path);
  }
  const part = <T>(name: string): T => {
    const path = resolve(name, bases);
    if (path === undefined) throw missing(name);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- where it lies is known at run time only
    return require(path) as T;
  };
  const sdk = part<typeof SdkTrace>('sdk-trace');
  // `attach` came with api 1.10, and with that the 3.x line, which has no package of its own for Node.
  const isNext = 'attach' in context;
  return {
    Provider: isNext ? sdk.TracerProvider : part<Classic>('sdk-trace-node').NodeTracerProvider,
    trace: sdk,
    core: part('core'),
    resources: part('resources'),
    hooks: part('context-async-hooks'),
  };
}

interface Classic {
  readonly NodeTracerProvider: ProviderClass;
}

/** The path of an OpenTelemetry package, as the first of the modules `from` that sees it does. */
function resolve(name: string, from: readonly string[]): string | undefined {
  for (const base of from) {
    try {
      return createRequire(base).resolve(`@opentelemetry/${name}`);
    } catch {
      continue;
    }
  }
  return undefined;
}

function missing(name: string): TracingError {
  return new TracingError(
    'NO_SDK',
    `Expected an OpenTelemetry SDK, found no @opentelemetry/${name}; install @opentelemetry/sdk-trace-node for ` +
      '@opentelemetry/api 1.9, or @opentelemetry/sdk-trace and @opentelemetry/context-async-hooks for 1.10',
  );
}
