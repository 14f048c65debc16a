import type { AnalysisContext, CrashContext } from '@threadspan/context';
import type { WorkerActivity } from '@threadspan/context/ports';
import type { Redactor } from './redact.js';
import { isSecretName } from './secret-names.js';
import { HIDDEN } from './secret-rules.js';
import { showValue } from '../show-value.js';

const MAX_FRAMES = 64;
const MAX_ATTRIBUTES = 64;
const MAX_NAME = 500;

type SpanFrames = CrashContext['spanHierarchy'];
type SpanFrame = SpanFrames[number];

/** The same context, redacted and bounded, with attributes that survive JSON. */
export function describeContext<C extends CrashContext | WorkerActivity>(context: C, redactor: Redactor): C {
  return {
    ...context,
    ...describeAnalysis(context, redactor),
    spanHierarchy: describeFrames(context.spanHierarchy, redactor),
  };
}

/** What the program was working on, redacted and bounded. */
export function describeAnalysis(analysis: AnalysisContext, redactor: Redactor): AnalysisContext {
  const name = (text: string) => redactor.text(String(text), MAX_NAME);
  const { phase, currentFile, currentFunction } = analysis;
  return {
    ...(phase === undefined ? {} : { phase: name(phase) }),
    ...(currentFile === undefined ? {} : { currentFile: redactor.text(String(currentFile)) }),
    ...(currentFunction === undefined ? {} : { currentFunction: name(currentFunction) }),
  };
}

// Of a very deep hierarchy both ends are kept: what was asked for, and where it died.
function describeFrames(frames: SpanFrames, redactor: Redactor): SpanFrame[] {
  const described = (frame: SpanFrame) => describeFrame(frame, redactor);
  if (frames.length <= MAX_FRAMES) return frames.map(described);
  const half = MAX_FRAMES / 2;
  const omitted = { name: `… ${frames.length - MAX_FRAMES} more …` };
  return [...frames.slice(0, half).map(described), omitted, ...frames.slice(-half).map(described)];
}

function describeFrame(frame: SpanFrame, redactor: Redactor): SpanFrame {
  const { attributes, ...rest } = frame;
  const entries = Object.entries(attributes ?? {}).slice(0, MAX_ATTRIBUTES);
  return {
    ...rest,
    name: redactor.text(String(frame.name), MAX_NAME),
    ...(entries.length > 0
      ? {
          attributes: Object.fromEntries(
            entries.map(([key, value]) => [
              redactor.text(key, MAX_NAME),
              describeValue(key, value, redactor),
            ]),
          ),
        }
      : {}),
  };
}

/** A value as it may stand in a report under the name `key`. */
export function describeValue(key: string, value: unknown, redactor: Redactor): string | number | boolean {
  // Numbers are shown whatever their name: a count of tokens is no secret.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0; // JSON has no -0
  if (typeof value === 'boolean') return value;
  if (isSecretName(key)) return HIDDEN;
  return redactor.text(typeof value === 'string' ? value : showValue(value));
}
