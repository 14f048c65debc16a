import type { Span } from '@opentelemetry/api';
import type { Frame } from './span-frame.js';

/** A class that makes nothing: its heirs add their private fields to the object that they are given. */
class Given {
  constructor(object: object) {
    return object;
  }
}

class Marked extends Given {
  #frame: Frame;

  constructor(span: Span, frame: Frame) {
    super(span);
    this.#frame = frame;
  }

  static read(span: Span): Frame | undefined {
    return #frame in span ? span.#frame : undefined;
  }

  static write(span: Span, frame: Frame): void {
    if (#frame in span) span.#frame = frame;
    else if (Object.isExtensible(span)) new Marked(span, frame);
  }
}

/**
 * Which frame belongs to a span. In effect a `WeakMap`, but kept with the span itself, in a private field that nobody
 * else sees: a weak map with an entry for each span that lives costs the garbage collector more than the spans do.
 */
export class FramesOfSpans {
  get(span: Span): Frame | undefined {
    return Marked.read(span);
  }

  set(span: Span, frame: Frame): void {
    Marked.write(span, frame);
  }
}
