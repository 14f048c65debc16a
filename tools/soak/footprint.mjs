import { setImmediate as nextTurn } from 'node:timers/promises';

/** What this process holds at a moment when nothing runs. It needs `--expose-gc`. */
export async function measureFootprint() {
  // Twice, with a turn between: what finalizers let go of is garbage only then.
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc();
    await nextTurn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss, handles: countHandles(), listeners: countListeners() };
}

// An immediate runs in this very turn of the event loop, whatever it belongs to.
function countHandles() {
  return summary(process.getActiveResourcesInfo().filter((resource) => resource !== 'Immediate'));
}

function countListeners() {
  const names = process.eventNames().map(String);
  return names
    .sort()
    .map((name) => `${name} ${process.listenerCount(name)}`)
    .join(', ');
}

function summary(names) {
  const counts = new Map();
  for (const name of names.sort()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}
