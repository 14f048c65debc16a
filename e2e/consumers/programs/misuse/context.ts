import {
  ParallelContext,
  getCurrentContext,
  processFileWithContext,
  withPhase,
  withSpan,
} from '@threadspan/context';

// @ts-expect-error -- a phase is a text
withPhase(3, () => undefined);

// @ts-expect-error -- what a synchronous function returns is no promise
export const lines: Promise<number> = withPhase('parsing', () => 1);

// @ts-expect-error -- a context is read, not written
getCurrentContext().phase = 'parsing';

// @ts-expect-error -- there is no such option
withSpan('parsing', { colour: 'red' }, () => undefined);

// @ts-expect-error -- a captured context, not its carrier
processFileWithContext('src/a.ts', ParallelContext.capture().toCarrier(), () => undefined);
