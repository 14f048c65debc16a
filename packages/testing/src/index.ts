// Spans.
export { inMemoryTrace } from './in-memory-trace.js';
export type { InMemoryTrace } from './in-memory-trace.js';
export { expectSpanTree } from './expect-span-tree.js';
export type { SpanTreeExpectation, SpanTreeOptions } from './expect-span-tree.js';
export type { SpanPattern, SpanTreePattern } from './span-pattern.js';
export { spanTree } from './span-tree.js';
export type { FinishedSpan, SpanNode, SpanSource } from './span-tree.js';
export { formatSpanTree } from './format-span-tree.js';
export type { FormatOptions } from './format-span-tree.js';
export type { ReadableSpan, SpanProcessor } from './sdk-types.js';

// Contexts and crash reports.
export { expectContext, expectErrorContext } from './expect-context.js';
export type { ContextExpectation, ExpectedContext } from './expect-context.js';
export { expectCrashReport } from './expect-crash-report.js';
export type { CrashReportData, CrashReportExpectation } from './expect-crash-report.js';
export type { AsymmetricMatcher, Expected, Matcher } from './matcher.js';

// Running code.
export { observe } from './observe.js';
export type { ObserveOptions, Observed } from './observe.js';
export { executionModes } from './execution-modes.js';

export { TestingError } from './errors.js';
export type { TestingErrorCode } from './errors.js';
