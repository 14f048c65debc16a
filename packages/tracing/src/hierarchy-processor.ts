import type { Context } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { trackSpan } from '@threadspan/context/ports';

/** Puts every span that starts on this thread into the hierarchy, whoever starts it. */
export class HierarchyProcessor implements SpanProcessor {
  onStart(span: Span, parentContext: Context): void {
    trackSpan(span, span.name, parentContext);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
