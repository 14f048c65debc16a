import { diag } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { definedOnly } from './environment.js';
import { loadOptional } from './load-optional.js';
import type { Sdk } from './sdk.js';
import type { SpanProcessor } from './sdk-types.js';

interface OtlpModule {
  readonly OTLPTraceExporter: new () => SpanExporter;
}

const DEFAULT_PROTOCOL = 'http/protobuf';

const OTLP_PACKAGES = new Map([
  [DEFAULT_PROTOCOL, '@opentelemetry/exporter-trace-otlp-proto'],
  ['http/json', '@opentelemetry/exporter-trace-otlp-http'],
  ['grpc', '@opentelemetry/exporter-trace-otlp-grpc'],
]);

/**
 * `OTEL_TRACES_EXPORTER`: `console`, `otlp`, `none` or a list of them; without the variable there is none. `otlp`
 * needs the exporter package for `OTEL_EXPORTER_OTLP_PROTOCOL`, which reads the other `OTEL_EXPORTER_OTLP_…` itself.
 */
export function configuredProcessors(sdk: Sdk): SpanProcessor[] {
  const names = sdk.core.getStringListFromEnv('OTEL_TRACES_EXPORTER') ?? [];
  return names.flatMap((name) => create(name, sdk) ?? []);
}

function create(name: string, { core, trace }: Sdk): SpanProcessor | undefined {
  switch (name) {
    case 'console':
      return new trace.SimpleSpanProcessor({ exporter: new trace.ConsoleSpanExporter() });
    case 'otlp': {
      const module = loadOptional<OtlpModule>(otlpPackage(core), 'OTEL_TRACES_EXPORTER=otlp');
      return (
        module && new trace.BatchSpanProcessor({ exporter: new module.OTLPTraceExporter(), ...batch(core) })
      );
    }
    case 'none':
      return undefined;
    default:
      diag.warn(`threadspan: OTEL_TRACES_EXPORTER has ${name}, which is not known here; it is left out`);
      return undefined;
  }
}

function otlpPackage(core: Sdk['core']): string {
  const protocol =
    core.getStringFromEnv('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ??
    core.getStringFromEnv('OTEL_EXPORTER_OTLP_PROTOCOL') ??
    DEFAULT_PROTOCOL;
  const name = OTLP_PACKAGES.get(protocol);
  if (name !== undefined) return name;
  const known = [...OTLP_PACKAGES.keys()].join(', ');
  diag.warn(`threadspan: expected OTEL_EXPORTER_OTLP_PROTOCOL to be one of ${known}, got ${protocol}`);
  return OTLP_PACKAGES.get(DEFAULT_PROTOCOL)!;
}

function batch(core: Sdk['core']): Record<string, number> {
  const options = {
    maxExportBatchSize: core.getNumberFromEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    maxQueueSize: core.getNumberFromEnv('OTEL_BSP_MAX_QUEUE_SIZE'),
    scheduledDelayMillis: core.getNumberFromEnv('OTEL_BSP_SCHEDULE_DELAY'),
    exportTimeoutMillis: core.getNumberFromEnv('OTEL_BSP_EXPORT_TIMEOUT'),
  };
  return definedOnly(options);
}
