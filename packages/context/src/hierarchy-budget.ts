import { allLeftOut, sizeOfAttributes } from './plain-attributes.js';
import type { SpanFrame } from './span-frame.js';

const MAX_CHARACTERS = 262_144;
// However large the attributes of so few frames are, they fit.
const FITTING_FRAMES = 32;

/**
 * `frames`, whose attributes have 262,144 characters at most: of more, those in the middle are left out, and an
 * attribute says how many there were. The names stay.
 */
export function withinBudget(frames: SpanFrame[]): SpanFrame[] {
  if (frames.length <= FITTING_FRAMES) return frames;
  let room = MAX_CHARACTERS;
  const kept = [...frames];
  for (let turn = 0; turn < frames.length; turn += 1) {
    // The outermost, the innermost, the second outermost, and so on.
    const position = turn % 2 === 0 ? turn / 2 : frames.length - (turn + 1) / 2;
    const frame = frames[position]!;
    if (frame.attributes === undefined) continue;
    const size = sizeOfAttributes(frame.attributes);
    if (size <= room) room -= size;
    else kept[position] = { ...frame, attributes: allLeftOut(frame.attributes) };
  }
  return kept;
}
