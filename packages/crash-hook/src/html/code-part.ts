import type { CodeExcerpt } from '../report.js';
import { html, lines } from './html.js';
import type { Html } from './html.js';

/** The lines around the place, with that line and its column marked. */
export function codePart({ firstLine, lines: source, line, column }: CodeExcerpt): Html {
  const rows = source.map((text, index) => {
    const number = firstLine + index;
    const isMarked = number === line;
    const content = isMarked ? markColumn(text, column) : lines(text);
    return html`<li class="${isMarked ? 'marked' : 'around'}"><b>${number}</b><span>${content}</span></li>`;
  });
  return html`<ol class="source" tabindex="0" aria-label="Source around line ${line}">
    ${rows}
  </ol>`;
}

// The caret hangs below the character itself, so that it is right however wide those before are.
function markColumn(text: string, column: number): Html {
  const start = Math.max(0, column - 1);
  const character = text.slice(start, start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1));
  const rest = text.slice(start + character.length);
  return html`${lines(text.slice(0, start))}<mark>${lines(character || ' ')}</mark>${lines(rest)}`;
}
