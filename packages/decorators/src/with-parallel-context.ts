import type { SpanKind } from '@opentelemetry/api';
import type { AnalysisPhase, SpanLevel } from '@threadspan/context';
import { attributesReader } from './attributes.js';
import type { AttributesOf } from './attributes.js';
import { checkCalled, decorate } from './decorate.js';
import type { DecoratorArguments } from './decorate.js';
import type { MethodDecoratorOf } from './method-decorator.js';
import { parameterAttributes } from './span-attribute.js';

/** The span of each call, and the context that it runs in. */
export interface WithParallelContextOptions<A extends readonly unknown[] = never, R = never> {
  /** Span name. Default: `Class.method`. */
  readonly span?: string;
  /** Default: internal. */
  readonly kind?: SpanKind;
  /** Sets the current phase for the call. */
  readonly phase?: AnalysisPhase;
  /** Detail of the span. Default: `info`. */
  readonly level?: SpanLevel;
  /**
   * Span attributes from the arguments, or, when it declares a second parameter, from arguments and result once
   * the call has ended well. If it throws, the call goes on without them and `diag` hears of it.
   */
  readonly attributes?: AttributesOf<A, R>;
  /** Starts a trace and a hierarchy of its own. Default: false. */
  readonly newRoot?: boolean;
}

/**
 * Runs each call of the method in a span and in the analysis context of its caller, and marks the method as one
 * that an executor may call in a worker. Sync methods stay sync; a promise ends the span when it settles, a
 * generator, an asynchronous iterator or a stream when it has finished.
 *
 * @throws DecoratorError at decoration, when it stands on anything but a method, or without parentheses
 */
export function WithParallelContext<A extends readonly unknown[] = never, R = never>(
  options?: WithParallelContextOptions<A, R>,
): MethodDecoratorOf<A, R>;
export function WithParallelContext(
  options: WithParallelContextOptions = {},
  ...more: DecoratorArguments
): unknown {
  checkCalled('WithParallelContext', [options, ...more]);
  const { span, kind, phase, level, newRoot, attributes } = options;
  return (...args: DecoratorArguments) =>
    decorate('WithParallelContext', args, (member) => {
      const fixed = { name: span ?? member.label, kind, phase, level, newRoot };
      const read = attributesReader(member.label, attributes, parameterAttributes(member));
      return read === undefined ? () => fixed : (values) => ({ ...fixed, ...read(values) });
    });
}
