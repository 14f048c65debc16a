import { visible, visibleLines } from '../render/visible.js';

/** A piece of an HTML document in which all that came from elsewhere is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in an {@link html} template. */
export type Content = Html | string | number | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  ':': '&#58;',
};

/**
 * Markup around values. Texts and numbers are shown as they are, on one line, whatever is in them, also between the
 * quotes of an attribute; `undefined` and empty arrays are nothing.
 */
export function html(markup: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(String.raw({ raw: markup }, ...values.map(toMarkup)));
}

/** Text whose line breaks and tabs mean something, for places that keep white space. */
export function lines(text: string): Html {
  return new Html(visibleLines(text, false).map(escape).join('\n'));
}

/** A path, or text with paths in it, that is best broken into lines after a slash. */
export function breakable(text: string): Html {
  return new Html(escape(visible(text, false)).replace(/[\\/]+/g, '$&<wbr />'));
}

function toMarkup(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Html) return content.text;
  if (isList(content)) return content.map(toMarkup).join('');
  return escape(visible(String(content), false));
}

// By itself `Array.isArray` does not tell a read-only array from the rest.
function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}

// A page may be printed to the log of a build, where two colons start a command.
function escape(text: string): string {
  return text.replace(/[&<>"']|:(?=:)/g, (character) => ENTITIES[character] ?? '');
}
