import { html } from './html.js';
import type { Html } from './html.js';

/** "850 ms", "2.3 s", "4 min 10 s", "3 h 20 min"; no number is parted from its unit. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}\u00a0ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)}\u00a0s`;
  const seconds = Math.round(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min ${seconds % 60}\u00a0s`;
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}

/** A point in time in the report's own notation, easier on the eye. */
export function moment(time: string): Html {
  const text = time.replace(/^([\d-]+)T([\d:]+)(?:\.\d+)?Z$/, '$1 $2 UTC');
  return html`<time datetime="${time}">${text}</time>`;
}
