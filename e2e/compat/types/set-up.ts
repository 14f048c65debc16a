// The types of the tracing package fit those of this line, and the other way round. Checked by the compiler alone.
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ConsoleSpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { initTracing, withWorkerSpans } from '@threadspan/tracing';

const processor = new BatchSpanProcessor({ exporter: new ConsoleSpanExporter() });
const sampler = new AlwaysOnSampler();

export const provider = new TracerProvider({ spanProcessors: [withWorkerSpans(processor, { sampler })] });
export const tracing = () => initTracing({ spanProcessors: [processor], sampler });
