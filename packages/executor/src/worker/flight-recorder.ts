import { cutFrames, cutText, describeScope, observeScopes } from '@threadspan/context/ports';
import type { Scope } from '@threadspan/context/ports';
import { MAX_NOTE_BYTES } from '../flight-slot.js';
import type { FlightSlot } from '../flight-slot.js';
import type { FlightNote } from '../protocol.js';

const encoder = new TextEncoder();

/** Notes every scope this thread enters in the worker's slot, from now on. */
export class FlightRecorder {
  /** The scope in which the present item has begun with a file. */
  fileScope: Scope | undefined;

  /** @param isPast whether the scope belongs to an item that is over, and no longer says what the worker is doing */
  constructor(slot: FlightSlot, isPast: () => boolean) {
    // A chunk enters the same captured scope for each of its items, so what was encoded is kept with the scope.
    const encoded = new WeakMap<Scope, Uint8Array>();
    observeScopes((scope) => {
      if (isPast()) return;
      let note = encoded.get(scope);
      if (note === undefined) encoded.set(scope, (note = encode(scope)));
      slot.note(note, scope.openFiles);
      if (scope.currentFile !== undefined) this.fileScope ??= scope;
    });
  }
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
  const names = withoutAttributes(note);
  return fitting(note) ?? fitting(names) ?? bytesOf(shortened(names));
}

// Together they fit in any case, also where JSON takes six bytes for a character.
const MAX_NAME = 80;
const MAX_TEXT = 200;
const MAX_PATH = 800;
const MAX_FRAMES = 16;

function fitting(note: FlightNote): Uint8Array | undefined {
  const bytes = bytesOf(note);
  return bytes.length <= MAX_NOTE_BYTES ? bytes : undefined;
}

function bytesOf(note: FlightNote): Uint8Array {
  return encoder.encode(JSON.stringify(note));
}

function withoutAttributes(note: FlightNote): FlightNote {
  return {
    ...note,
    spanHierarchy: note.spanHierarchy.map(({ name, omitted }) => ({ name, ...(omitted ? { omitted } : {}) })),
  };
}

/** The outermost and innermost spans, and both ends of long texts: the file name stays. */
function shortened(note: FlightNote): FlightNote {
  const { phase, currentFile, currentFunction, spanHierarchy } = note;
  return {
    ...note,
    ...(phase ? { phase: cutText(phase, MAX_TEXT) } : {}),
    ...(currentFile ? { currentFile: cutText(currentFile, MAX_PATH) } : {}),
    ...(currentFunction ? { currentFunction: cutText(currentFunction, MAX_TEXT) } : {}),
    spanHierarchy: cutFrames(spanHierarchy, MAX_FRAMES).map((frame) => ({
      ...frame,
      name: cutText(frame.name, MAX_NAME),
    })),
  };
}
