import { describeScope, observeScopes } from '@threadspan/context/ports';
import type { Scope } from '@threadspan/context/ports';
import { MAX_NOTE_BYTES } from '../flight-slot.js';
import type { FlightSlot } from '../flight-slot.js';
import type { FlightNote } from '../protocol.js';

const encoder = new TextEncoder();

/**
 * Notes every scope this thread enters in the worker's slot, from now on.
 * @param isPast whether the scope belongs to an item that is over, and no longer says what the worker is doing
 */
export function recordFlight(slot: FlightSlot, isPast: () => boolean): void {
  // A chunk enters the same captured scope for each of its items, so what was encoded is kept with the scope.
  const encoded = new WeakMap<Scope, Uint8Array>();
  observeScopes((scope) => {
    if (isPast()) return;
    let note = encoded.get(scope);
    if (note === undefined) encoded.set(scope, (note = encode(scope)));
    slot.note(note, scope.openFiles);
  });
}

function encode(scope: Scope): Uint8Array {
  const { phase, currentFile, currentFunction, spanHierarchy, traceId, spanId } = describeScope(scope);
  const note: FlightNote = {
    spanHierarchy,
    ...(phase === undefined ? {} : { phase }),
    ...(currentFile === undefined ? {} : { currentFile }),
    ...(currentFunction === undefined ? {} : { currentFunction }),
    ...(traceId && spanId ? { traceId, spanId } : {}),
  };
  return fitting(note) ?? fitting(withoutAttributes(note)) ?? fitting(shortened(note)) ?? EMPTY;
}

const EMPTY = new Uint8Array();
const MAX_TEXT = 1_000;
const KEPT_FRAMES = 8;

function fitting(note: FlightNote): Uint8Array | undefined {
  const bytes = encoder.encode(JSON.stringify(note));
  return bytes.length <= MAX_NOTE_BYTES ? bytes : undefined;
}

function withoutAttributes(note: FlightNote): FlightNote {
  return { ...note, spanHierarchy: note.spanHierarchy.map(({ name }) => ({ name })) };
}

/** The outermost and innermost spans, and the ends of long texts: the file name stays. */
function shortened(note: FlightNote): FlightNote {
  const names = note.spanHierarchy.map(({ name }) => ({ name: name.slice(0, 200) }));
  const cut = names.length > 2 * KEPT_FRAMES;
  return {
    ...(note.phase === undefined ? {} : { phase: note.phase.slice(-MAX_TEXT) }),
    ...(note.currentFile === undefined ? {} : { currentFile: `…${note.currentFile.slice(-MAX_TEXT)}` }),
    ...(note.currentFunction === undefined ? {} : { currentFunction: note.currentFunction.slice(-MAX_TEXT) }),
    spanHierarchy: cut
      ? [...names.slice(0, KEPT_FRAMES), { name: '…' }, ...names.slice(-KEPT_FRAMES)]
      : names,
  };
}
