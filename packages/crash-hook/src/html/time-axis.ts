import type { WorkerTimeline } from '@threadspan/context/ports';

/** A stretch of time that ends with the crash; both in ms since the epoch. */
export interface TimeWindow {
  readonly from: number;
  readonly crash: number;
}

export interface Tick {
  /** From 0, the start of the window, to 1, the crash. */
  readonly at: number;
  readonly label: string;
}

const UNITS = [
  { name: 'h', ms: 3_600_000, from: 3 },
  { name: 'min', ms: 60_000, from: 3 },
  { name: 's', ms: 1_000, from: 1 },
  { name: 'ms', ms: 1, from: 0 },
] as const;
const INTERVALS = 4;

/**
 * As far back as what is known of most workers reaches, so that one that was idle for long does not squeeze the others
 * into nothing; never less than since `crashedFrom`.
 */
export function timeWindow(
  timelines: readonly WorkerTimeline[],
  crash: number,
  crashedFrom = crash,
): TimeWindow {
  const starts = timelines.flatMap(({ entries }) => entries[0]?.from ?? []).sort((a, b) => a - b);
  const from = Math.min(starts[Math.floor(starts.length / 2)] ?? crash, crashedFrom, crash - 1);
  return { from, crash };
}

/** Where in the window, from 0 to 1; what lies outside is put on its edge. */
export function position(time: number, { from, crash }: TimeWindow): number {
  return Math.min(1, Math.max(0, (time - from) / (crash - from)));
}

/** At most five round times before the crash, the crash itself first. */
export function ticks({ from, crash }: TimeWindow): Tick[] {
  const span = crash - from;
  const unit = UNITS.find(({ ms, from }) => span >= from * ms) ?? UNITS[3];
  const length = span / unit.ms;
  const step = roundUp(length / INTERVALS);
  const before = Array.from({ length: Math.floor(length / step) }, (_, index) => {
    const value = Number(((index + 1) * step).toPrecision(6));
    return { at: 1 - value / length, label: `−${value} ${unit.name}` };
  });
  return [{ at: 1, label: 'crash' }, ...before];
}

// To 1, 2 or 5 times a power of ten.
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((factor) => value <= factor * power) ?? 10);
}
