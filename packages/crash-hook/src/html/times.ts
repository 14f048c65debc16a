import { duration as durationInWords } from '../render/duration.js';
import { html } from './html.js';
import type { Html } from './html.js';

/** The same as in the text form, where no number is parted from its unit. */
export function duration(ms: number): string {
  return durationInWords(ms).replace(/(?<=\d) /g, '\u00a0');
}

/** A point in time in the report's own notation, easier on the eye. */
export function moment(time: string): Html {
  const text = time.replace(/^([\d-]+)T([\d:]+)(?:\.\d+)?Z$/, '$1 $2 UTC');
  return html`<time datetime="${time}">${text}</time>`;
}
