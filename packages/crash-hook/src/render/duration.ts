// As many ms as a date may have: whoever makes up a report may say more.
const MAX = 8.64e15;

/** "850 ms", "2.3 s", "4 min 10 s", "3 h 20 min". What ended before it began has taken no time. */
export function duration(ms: number): string {
  const length = Math.min(MAX, Math.max(0, ms));
  if (length < 999.5) return `${Math.round(length)} ms`;
  if (length < 59_950) return `${(length / 1_000).toFixed(1)} s`;
  const seconds = Math.round(length / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
