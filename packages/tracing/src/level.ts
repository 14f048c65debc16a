import { diag } from '@opentelemetry/api';
import type { SpanLevel } from '@threadspan/context';
import { TracingError } from './errors.js';

const LEVELS: readonly SpanLevel[] = ['error', 'warn', 'info', 'debug'];
const DEFAULT_LEVEL: SpanLevel = 'debug';

/**
 * The level to record: the option, else `THREADSPAN_LOG`, else everything.
 * @throws TracingError `INVALID_LEVEL` for a bad option; a bad variable is reported through `diag`
 */
export function resolveLevel(option: string | undefined, variable: string | undefined): SpanLevel {
  const isLevel = (value: string): value is SpanLevel => (LEVELS as readonly string[]).includes(value);
  if (option !== undefined) {
    if (isLevel(option)) return option;
    throw new TracingError(
      'INVALID_LEVEL',
      `Expected \`level\` to be one of ${LEVELS.join(', ')}, got ${option}`,
    );
  }
  if (!variable) return DEFAULT_LEVEL;
  if (isLevel(variable)) return variable;
  diag.warn(
    `threadspan: expected THREADSPAN_LOG to be one of ${LEVELS.join(', ')}, got ${variable}; recording all`,
  );
  return DEFAULT_LEVEL;
}
