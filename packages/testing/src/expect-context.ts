import { inspect } from 'node:util';
import { getErrorContext } from '@threadspan/context';
import type { CrashContext } from '@threadspan/context';
import { captureCrashContext } from '@threadspan/context/ports';
import { compare } from './compare.js';
import { failure } from './failure.js';
import { describeDifferences } from './first-difference.js';
import type { Expected } from './matcher.js';

/** What a context is expected to be: only what is named counts. The frames of a hierarchy may be given by their names. */
export type ExpectedContext = { readonly [K in keyof CrashContext]?: Expected<CrashContext[K]> | undefined };

/** What can be expected of a context. */
export interface ContextExpectation {
  /** Fails with an `AssertionError`. */
  toMatch(expected: ExpectedContext): void;
}

/** Expects something of where an error happened, of this thread or a worker: what `getErrorContext` knows of it. */
export function expectErrorContext(error: unknown): ContextExpectation {
  const subject = `the context of ${describeError(error)}`;
  return expectPart(subject, () => getErrorContext(error), NO_CONTEXT);
}

const NO_CONTEXT =
  'to be known, got none; only errors that leave an annotated method, `withSpan` or another scope have one';

/** Expects something of the context of this very place: phase, file, progress, span hierarchy. */
export function expectContext(): ContextExpectation {
  return expectPart('the current context', captureCrashContext);
}

/** Expects of plain data what is named; `read` gives it when that is asked. */
export function expectPart<E extends object>(
  subject: string,
  read: () => object | undefined,
  absent = 'to be there, got none',
): { toMatch(expected: E): void } {
  return {
    toMatch: function toMatch(expected) {
      const value = read();
      const compared = compare(expected, value ?? {});
      if (value && compared.differences.length === 0) return;
      const lines = compared.differences.map((difference) => `  ${describeDifferences([difference])}`);
      const message = value
        ? `Expected ${subject} to match:\n${lines.join('\n')}\n`
        : `Expected ${subject} ${absent}`;
      throw failure(
        {
          message,
          expected: value ? compared.expected : expected,
          actual: value && compared.actual,
          operator: 'toMatch',
        },
        toMatch,
      );
    },
  };
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : inspect(error, { depth: 0 });
}
