import {
  cutFrames,
  cutText,
  describeScope,
  isScopeTextShared,
  observeScopes,
  scopeText,
} from '@threadspan/context/ports';
import type { Scope } from '@threadspan/context/ports';
import { MAX_NOTE_BYTES, NOTES } from '../flight-slot.js';
import type { FlightSlot } from '../flight-slot.js';
import type { FlightNote } from '../protocol.js';

const NONE = -1;

/** Notes every scope this thread enters in the worker's slot, from now on. */
export class FlightRecorder {
  /** The scope in which the present item has begun with a file. */
  fileScope: Scope | undefined;
  readonly #slot: FlightSlot;
  readonly #isPast: () => boolean;
  // What stands in the slot, and when it was valid last. Each item enters the same few scopes, or their like, and
  // leaves them again: most of them stand there already.
  readonly #scopes = new Array<Scope | undefined>(NOTES).fill(undefined);
  readonly #validAt = Array.from({ length: NOTES }, (_, note) => -note);
  // Of each note, the one that was valid next the last time.
  readonly #followers = Array.from({ length: NOTES }, () => 0);
  #valid = 0;
  #now = 0;
  // Of the first scope that the present item has entered; `NONE` before that.
  #itemNote = NONE;

  /** @param isPast whether the scope belongs to an item that is over, and no longer says what the worker is doing */
  constructor(slot: FlightSlot, isPast: () => boolean) {
    this.#slot = slot;
    this.#isPast = isPast;
    observeScopes((scope) => this.#note(scope));
  }

  /** The scope that says best what the present item is about: where it has begun with a file, or else with itself. */
  get scope(): Scope | undefined {
    return this.fileScope ?? this.#scopes[this.#itemNote === NONE ? this.#valid : this.#itemNote];
  }

  /** An item begins. */
  begin(): void {
    this.fileScope = undefined;
    this.#itemNote = NONE;
  }

  #note(scope: Scope): void {
    if (this.#isPast()) return;
    let note = this.#followers[this.#valid]!;
    if (!this.#isNoteOf(note, scope)) {
      note = this.#find(scope);
      if (note < 0) note = this.#write(scope);
      this.#followers[this.#valid] = note;
    }
    this.#valid = note;
    this.#validAt[note] = this.#now += 1;
    this.#slot.validateNote(note);
    if (this.#itemNote === NONE) this.#itemNote = note;
    if (scope.currentFile !== undefined) this.fileScope ??= scope;
  }

  #find(scope: Scope): number {
    const scopes = this.#scopes;
    for (let note = 0; note < NOTES; note += 1) if (scopes[note] === scope) return note;
    for (let note = 0; note < NOTES; note += 1) if (this.#isNoteOf(note, scope)) return note;
    return -1;
  }

  #isNoteOf(note: number, scope: Scope): boolean {
    const known = this.#scopes[note];
    return known === scope || (known?.openFiles === scope.openFiles && isScopeTextShared(known, scope));
  }

  /** In place of what was valid longest ago. */
  #write(scope: Scope): number {
    const text = encode(scope);
    let note = 0;
    for (let other = 1; other < NOTES; other += 1) {
      if (this.#validAt[other]! < this.#validAt[note]!) note = other;
    }
    // First of all, for the case that the stack ends in between.
    this.#scopes[note] = undefined;
    this.#slot.writeNote(note, text, scope.openFiles);
    this.#scopes[note] = scope;
    return note;
  }
}

function encode(scope: Scope): string {
  const text = scopeText(scope);
  return text !== undefined && fits(text) ? text : encodeShortened(scope);
}

function encodeShortened(scope: Scope): string {
  const { phase, currentFile, currentFunction, spanHierarchy, traceId, spanId } = describeScope(scope);
  const note: FlightNote = {
    spanHierarchy,
    ...(phase === undefined ? {} : { phase }),
    ...(currentFile === undefined ? {} : { currentFile }),
    ...(currentFunction === undefined ? {} : { currentFunction }),
    ...(traceId && spanId ? { traceId, spanId } : {}),
  };
  const names = withoutAttributes(note);
  return fitting(note) ?? fitting(names) ?? JSON.stringify(shortened(names));
}

// Together they fit in any case, also where JSON takes six bytes for a character.
const MAX_NAME = 80;
const MAX_TEXT = 200;
const MAX_PATH = 800;
const MAX_FRAMES = 16;

function fitting(note: FlightNote): string | undefined {
  const text = JSON.stringify(note);
  return fits(text) ? text : undefined;
}

// A character takes three bytes at most.
function fits(text: string): boolean {
  return 3 * text.length <= MAX_NOTE_BYTES || Buffer.byteLength(text) <= MAX_NOTE_BYTES;
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
