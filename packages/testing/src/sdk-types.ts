import type {
  Attributes,
  Context,
  HrTime,
  Link,
  SpanContext,
  SpanKind,
  SpanStatus,
} from '@opentelemetry/api';

// What the 2.x and the 3.x line of the OpenTelemetry SDK have in common. Types of one of them would not compile in a
// program that has the other, or none.

/** Who made the spans: the attributes of the service and the machine. */
export interface Resource {
  readonly attributes: Attributes;
  /** Both; the attributes of `other` win. */
  merge(other: Resource | null): Resource;
}

/** A span that has ended. */
export interface ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  /** Trace id, span id and flags. */
  readonly spanContext: () => SpanContext;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events: SpanEvent[];
  readonly ended: boolean;
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

/** Something that happened during a span, such as an exception. */
export interface SpanEvent {
  readonly time: HrTime;
  readonly name: string;
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
}

/** Which library made the span. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
}

/** Gets the spans of an SDK. */
export interface SpanProcessor {
  /** Called when a span starts. */
  onStart(span: object, parentContext: Context): void;
  /** Called when a span has ended. */
  onEnd(span: ReadableSpan): void;
  /** Exports what is held back; resolves when that is done. */
  forceFlush(): Promise<void>;
  /** Flushes, and takes no more spans. */
  shutdown(): Promise<void>;
}
