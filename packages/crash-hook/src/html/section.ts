import { Html, html } from './html.js';
import type { Content } from './html.js';

/** A section below its heading; nothing when nothing is in it. */
export function section(title: Content, content: readonly Content[], level = 2): Html | undefined {
  if (content.every(isNothing)) return undefined;
  return html`<section>${heading(level, title)} ${content}</section> `;
}

/** Levels beyond that of HTML's deepest heading are shown as that one. */
export function heading(level: number, title: Content): Html {
  const tag = new Html(`h${Math.min(level, 6)}`);
  return html`<${tag}>${title}</${tag}>`;
}

function isNothing(content: Content): boolean {
  return content === undefined || (Array.isArray(content) && content.every(isNothing));
}
