import { MAX_FRAMES, attributesOf, toSpanFrame } from './span-frame.js';
import type { Frame } from './span-frame.js';

/**
 * The hierarchy as JSON, without the brackets of the array, of all frames and whatever size; `undefined` for more
 * than 256. It is kept with the frames, so that of one more inside of them only its own has to be made.
 */
export function framesText(innermost: Frame | undefined): string | undefined {
  if (innermost === undefined) return '';
  return innermost.depth <= MAX_FRAMES ? chainText(innermost) : undefined;
}

function chainText(frame: Frame): string {
  if (frame.text !== undefined) return frame.text;
  const { parent } = frame;
  const own = JSON.stringify(toSpanFrame(frame));
  const text = parent === undefined ? own : `${chainText(parent)},${own}`;
  const isFinal = attributesOf(frame) === frame.attributes;
  if (isFinal && (parent === undefined || parent.text !== undefined)) frame.text = text;
  return text;
}

/** Whether the text of `known` is that of `frame` too, as far as a short look tells. */
export function isTextShared(known: Frame | undefined, frame: Frame | undefined): boolean {
  if (known === undefined || frame === undefined) return known === frame;
  if (known.text === undefined) return false;
  if (frame.text === undefined && areTwins(known, frame)) frame.text = known.text;
  return frame.text === known.text;
}

// Each call of a method has a frame of its own, and so have those it makes.
function areTwins(known: Frame, frame: Frame): boolean {
  const { parent } = known;
  return (
    known.name === frame.name &&
    isPlain(known) &&
    isPlain(frame) &&
    (parent === frame.parent || (parent !== undefined && parent.text === frame.parent?.text))
  );
}

/** Whether there is no more to it than its name. */
function isPlain(frame: Frame): boolean {
  return frame.attributes === undefined && !frame.ownsSpan && frame.omitted === undefined;
}
