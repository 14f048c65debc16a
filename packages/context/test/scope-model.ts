import {
  getCurrentContext,
  getSpanHierarchy,
  setCurrentFile,
  setCurrentFunction,
  setPhase,
  withCurrentFile,
  withCurrentFunction,
  withPhase,
  withSpan,
} from '@threadspan/context';
import type { AnalysisContext, ContextGuard } from '@threadspan/context';

/** What must be in force somewhere. */
export interface Model {
  readonly analysis: AnalysisContext;
  readonly names: readonly string[];
}

export interface Change {
  readonly kind: 'phase' | 'file' | 'function' | 'span' | 'spanWithPhase';
  readonly value: string;
}

export const EMPTY: Model = { analysis: {}, names: [] };

/** What the change makes of the model. */
export function changed({ analysis, names }: Model, { kind, value }: Change): Model {
  switch (kind) {
    case 'phase':
      return { analysis: { ...analysis, phase: value }, names };
    case 'file':
      return { analysis: { ...analysis, currentFile: value }, names };
    case 'function':
      return { analysis: { ...analysis, currentFunction: value }, names };
    case 'span':
      return { analysis, names: [...names, value] };
    case 'spanWithPhase':
      return { analysis: { ...analysis, phase: value }, names: [...names, value] };
  }
}

/** Runs `fn` in a scope with the change. */
export function within<R>({ kind, value }: Change, fn: () => R): R {
  switch (kind) {
    case 'phase':
      return withPhase(value, fn);
    case 'file':
      return withCurrentFile(value, fn);
    case 'function':
      return withCurrentFunction(value, fn);
    case 'span':
      return withSpan(value, fn);
    case 'spanWithPhase':
      return withSpan(value, { phase: value }, fn);
  }
}

/** Makes the change with a guard. */
export function set({ kind, value }: Change): ContextGuard {
  if (kind === 'file') return setCurrentFile(value);
  return kind === 'function' ? setCurrentFunction(value) : setPhase(value);
}

/** @throws when something else is in force here */
export function check(model: Model): void {
  const names = getSpanHierarchy().map(({ name }) => name);
  const seen = comparable({ analysis: getCurrentContext(), names });
  if (seen !== comparable(model)) throw new Error(`expected ${comparable(model)}, got ${seen}`);
}

function comparable({ analysis: { phase, currentFile, currentFunction }, names }: Model): string {
  return JSON.stringify([phase, currentFile, currentFunction, names]);
}
