import type { SpanKind } from '@opentelemetry/api';
import { withSpan } from '@threadspan/context';
import type { WithSpanOptions } from '@threadspan/context';

// What compiles, and what does not. Checked by the `typecheck` script; never run.

interface Settings {
  readonly attributes?: { readonly n: number } | undefined;
  readonly kind?: SpanKind | undefined;
  readonly links?: [] | undefined;
  readonly level?: 'debug' | undefined;
  readonly phase?: string | undefined;
  readonly newRoot?: boolean | undefined;
}

/** Options that are spread out of settings with optional fields, under `exactOptionalPropertyTypes`. */
export function spreads(settings: Settings, phase?: string): number {
  const { attributes, kind, links, level, newRoot } = settings;
  const options: WithSpanOptions = { attributes, kind, links, level, newRoot, phase };
  return withSpan('a', options, () => withSpan('b', { ...settings, phase }, () => 1));
}

// @ts-expect-error -- a misspelt level would be recorded as none
withSpan('a', { level: 'trace' }, () => 1);
