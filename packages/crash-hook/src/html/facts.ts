import { breakable, html } from './html.js';
import type { Content, Html } from './html.js';

export type Fact = readonly [label: string, value: Content];

/** What is known, each thing with its name; nothing when nothing is. */
export function facts(rows: readonly Fact[]): Html | undefined {
  const known = rows.filter(([, value]) => value !== undefined);
  if (known.length === 0) return undefined;
  const row = ([label, value]: Fact) =>
    html`<div>
      <dt>${label}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<dl>${known.map(row)}</dl>`;
}

/** A value in the type of code; nothing when there is none. */
export function code(value: string | undefined): Html | undefined {
  return value === undefined ? undefined : html`<code>${breakable(value)}</code>`;
}
