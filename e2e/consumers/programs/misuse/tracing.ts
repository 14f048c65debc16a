import { initTracing, summarizeSpans } from '@threadspan/tracing';

// @ts-expect-error -- processors, not exporters
initTracing({ spanProcessors: [{ export: () => undefined }] });

// @ts-expect-error -- there is no such level
initTracing({ level: 'loud' });

// @ts-expect-error -- spans, not their names
summarizeSpans(['process_file']);
