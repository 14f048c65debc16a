import { readFile } from 'node:fs/promises';
import { ParallelContext, getCurrentContext, getSpanHierarchy } from '@threadspan/context';
import type { ContextCarrier } from '@threadspan/context';

/** What is sent to a worker. */
export interface FileTask {
  readonly path: string;
  readonly carrier: ContextCarrier;
}

/** What comes back: a result, and what the worker knew of its caller. */
export interface FileReport {
  readonly lines: number;
  readonly phase: string | undefined;
  readonly hierarchy: string;
  readonly traceparent: string | undefined;
}

export async function analyzeFile(path: string): Promise<FileReport> {
  const text = await readFile(path, 'utf8');
  return {
    lines: text.split('\n').length,
    phase: getCurrentContext().phase,
    hierarchy: getSpanHierarchy()
      .map(({ name }) => name)
      .join(' > '),
    traceparent: getTraceparent(),
  };
}

/** The active span in W3C form. */
export function getTraceparent(): string | undefined {
  return ParallelContext.capture().toCarrier().propagation['traceparent'];
}
