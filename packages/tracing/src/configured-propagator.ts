import { diag } from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';
import { loadOptional } from './load-optional.js';
import type { Sdk } from './sdk.js';

interface B3 {
  readonly B3Propagator: new (options?: { injectEncoding: number }) => TextMapPropagator;
}

interface Jaeger {
  readonly JaegerPropagator: new () => TextMapPropagator;
}

const B3_MULTI_HEADER = 1;

/**
 * `OTEL_PROPAGATORS`, by default tracecontext and baggage. `b3`, `b3multi` and `jaeger` need
 * `@opentelemetry/propagator-b3` or `-jaeger`.
 */
export function configuredPropagator({ core }: Sdk): TextMapPropagator {
  const names = core.getStringListFromEnv('OTEL_PROPAGATORS') ?? ['tracecontext', 'baggage'];
  return new core.CompositePropagator({ propagators: names.flatMap((name) => create(name, core) ?? []) });
}

function create(name: string, core: Sdk['core']): TextMapPropagator | undefined {
  switch (name) {
    case 'tracecontext':
      return new core.W3CTraceContextPropagator();
    case 'baggage':
      return new core.W3CBaggagePropagator();
    case 'b3':
    case 'b3multi': {
      const module = loadOptional<B3>('@opentelemetry/propagator-b3', `OTEL_PROPAGATORS=${name}`);
      return (
        module && new module.B3Propagator(name === 'b3' ? undefined : { injectEncoding: B3_MULTI_HEADER })
      );
    }
    case 'jaeger': {
      const module = loadOptional<Jaeger>('@opentelemetry/propagator-jaeger', `OTEL_PROPAGATORS=${name}`);
      return module && new module.JaegerPropagator();
    }
    case 'none':
      return undefined;
    default:
      diag.warn(`threadspan: OTEL_PROPAGATORS has ${name}, which is not known here; it is left out`);
      return undefined;
  }
}
