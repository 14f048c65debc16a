import { DiagConsoleLogger, diag } from '@opentelemetry/api';
import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { isInstalled } from './installed-api.js';
import type { Sdk } from './sdk.js';
import type { Resource, Sampler } from './sdk-types.js';

// The variables that every OpenTelemetry SDK follows:
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/

/** `OTEL_SDK_DISABLED` */
export function isSdkDisabled({ core }: Sdk): boolean {
  return core.getBooleanFromEnv('OTEL_SDK_DISABLED') ?? false;
}

/** `OTEL_LOG_LEVEL`, unless the program has a logger of its own. */
export function logAsConfigured({ core }: Sdk): void {
  const logLevel = core.diagLogLevelFromString(core.getStringFromEnv('OTEL_LOG_LEVEL'));
  if (logLevel === undefined || isInstalled('diag')) return;
  diag.setLogger(new DiagConsoleLogger(), { logLevel });
}

/** `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`; `serviceName` is stronger. */
export function configuredResource({ resources }: Sdk, serviceName: string | undefined): Resource {
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  return defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(serviceName ? { 'service.name': serviceName } : {}));
}

/** `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`; `undefined` for the default, which takes everything. */
export function configuredSampler({ core, trace }: Sdk): Sampler | undefined {
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } = trace;
  const name = core.getStringFromEnv('OTEL_TRACES_SAMPLER');
  switch (name) {
    case undefined:
    case 'parentbased_always_on':
      return undefined;
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio(core));
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio(core)) });
    default:
      diag.warn(`threadspan: OTEL_TRACES_SAMPLER=${name} is not known here; sampling everything`);
      return undefined;
  }
}

function ratio(core: Sdk['core']): number {
  const value = core.getNumberFromEnv('OTEL_TRACES_SAMPLER_ARG') ?? 1;
  if (value >= 0 && value <= 1) return value;
  diag.warn(`threadspan: expected OTEL_TRACES_SAMPLER_ARG to be from 0 to 1, got ${value}; using 1`);
  return 1;
}

/** `OTEL_SPAN_…_LIMIT` and `OTEL_ATTRIBUTE_…_LIMIT` */
export function configuredSpanLimits({ core }: Sdk): SpanLimits {
  const limit = (...names: string[]) => {
    for (const name of names) {
      const value = core.getNumberFromEnv(name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const limits = {
    attributeCountLimit: limit('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLengthLimit: limit(
      'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
      'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    ),
    eventCountLimit: limit('OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: limit('OTEL_SPAN_LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: limit('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
    attributePerLinkCountLimit: limit('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
  };
  return definedOnly(limits);
}

/** The entries that have a value. */
export function definedOnly<T>(options: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const defined = Object.entries(options).filter((entry): entry is [string, T] => entry[1] !== undefined);
  return Object.fromEntries(defined);
}
