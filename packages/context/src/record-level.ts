import { globalState } from './global-state.js';

/** How detailed a span is, and from which detail on spans are recorded. */
export type SpanLevel = 'error' | 'warn' | 'info' | 'debug';

const DETAIL: Record<SpanLevel, number> = { error: 0, warn: 1, info: 2, debug: 3 };

const state = globalState('record-level', () => ({ recorded: DETAIL.debug }));

/** Spans of a more detailed level start no OpenTelemetry span from now on; the hierarchy still has them. */
export function setRecordLevel(level: SpanLevel): void {
  state.recorded = DETAIL[level];
}

export function isRecorded(level: SpanLevel): boolean {
  return DETAIL[level] <= state.recorded;
}
