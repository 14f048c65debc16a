/** Some 200 kB of stack of about 1 MB; a report takes less. */
export const FRAMES_OF_A_REPORT = 2_000;

/** Whether that many calls deeper would still be possible. */
export function hasStackLeft(frames: number): boolean {
  try {
    return frames === 0 || hasStackLeft(frames - 1);
  } catch {
    return false;
  }
}
