import { initTracing } from '@threadspan/tracing';

const tracing = initTracing({ serviceName: 'lines-worker' }); // exports where OTEL_TRACES_EXPORTER says

process.once('beforeExit', () => void tracing.shutdown()); // the last spans, when the worker has been drained
