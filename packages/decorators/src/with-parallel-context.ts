import type { SpanKind } from '@opentelemetry/api';
import type { AnalysisPhase, SpanLevel } from '@threadspan/context';
import { decorateMethod } from './member.js';
import { attributesSpec } from './wrap.js';
import type { AttributesOf, Method } from './wrap.js';

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

/** A method decorator that leaves the method's type as it is. */
export type MethodDecoratorOf = <F extends Method>(
  target: object,
  key: PropertyKey,
  descriptor: TypedPropertyDescriptor<F>,
) => void;

/**
 * Runs each call of the method in a span and in the analysis context of its caller, and marks the method as one
 * that an executor may call in a worker. Sync methods stay sync; a promise ends the span when it settles.
 *
 * @throws DecoratorError at decoration, when it stands on anything but a method
 */
export function WithParallelContext<A extends readonly unknown[] = never, R = never>(
  options: WithParallelContextOptions<A, R> = {},
): MethodDecoratorOf {
  const { span, kind, phase, level, newRoot, attributes } = options;
  return (target, key, descriptor) => {
    decorateMethod('WithParallelContext', target, key, descriptor, ({ label }) => {
      const fixed = { name: span ?? label, kind, phase, level, newRoot };
      if (attributes === undefined) return () => fixed;
      return (args) => ({ ...fixed, ...attributesSpec(label, attributes, args) });
    });
  };
}
