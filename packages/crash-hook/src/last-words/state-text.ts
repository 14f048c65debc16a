import { getProgress } from '@threadspan/context';
import { cutFrames, cutText, describeScope, readWorkerActivity, scopeText } from '@threadspan/context/ports';
import type { Scope } from '@threadspan/context/ports';
import { MAX_STATE } from './run-file.js';

const MAX_CONTEXT = 32_768;
const MAX_FRAMES = 16;
const MAX_NAME = 200;
const MAX_PATH = 800;
// Room for what stands around the parts, and the line feed.
const AROUND = 1_024;

/** What is being done in `scope`, as JSON of at most 32 KB. */
export function contextText(scope: Scope | undefined): string {
  if (scope === undefined) return '{"spanHierarchy":[]}';
  const text = scopeText(scope);
  return text !== undefined && fits(text, MAX_CONTEXT) ? text : shortened(scope);
}

/** What all workers do, as JSON: those that no longer fit beside the rest are left out. */
export function workersText(): string {
  let left = MAX_STATE - MAX_CONTEXT - AROUND;
  const texts = readWorkerActivity()
    .map((activity) => JSON.stringify(activity))
    .filter((text) => (left -= Buffer.byteLength(text) + 1) >= 0);
  return `[${texts.join(',')}]`;
}

/** All that changes while a program runs, but for the time. */
export function stateText(context: string, workers: string): string {
  return `"context":${context},"progress":${JSON.stringify(getProgress())},"workers":${workers}`;
}

/** The outermost and innermost spans without their attributes, and both ends of long texts: the file name stays. */
function shortened(scope: Scope): string {
  const { phase, currentFile, currentFunction, spanHierarchy, traceId, spanId } = describeScope(scope);
  return JSON.stringify({
    phase: cut(phase, MAX_NAME),
    currentFile: cut(currentFile, MAX_PATH),
    currentFunction: cut(currentFunction, MAX_NAME),
    traceId,
    spanId,
    spanHierarchy: cutFrames(spanHierarchy, MAX_FRAMES).map(({ name, omitted }) => ({
      name: cutText(name, MAX_NAME),
      omitted,
    })),
  });
}

function cut(text: string | undefined, max: number): string | undefined {
  return text === undefined ? undefined : cutText(String(text), max); // JavaScript takes anything for a phase
}

// A character takes three bytes at most.
function fits(text: string, max: number): boolean {
  return 3 * text.length <= max || Buffer.byteLength(text) <= max;
}
