import { placeName } from '../render/names.js';
import type { CrashReport, ReportedError } from '../report.js';
import { codePart } from './code-part.js';
import { code, facts } from './facts.js';
import { html, lines } from './html.js';
import type { Html } from './html.js';
import { heading } from './section.js';

/** What happened, and where in the source. */
export function errorPart({ error, location, code: excerpt }: CrashReport): Html {
  const place = location && placeName(location);
  return html`<section class="error">
    ${errorHead(error, 2)} ${facts([['Location', code(place)]])} ${excerpt && codePart(excerpt)}
    ${errorFields(error)}
  </section>`;
}

/** Name, code and message. */
export function errorHead({ name, message, code }: ReportedError, level: number): Html {
  const badge = code === undefined ? undefined : html` <span class="code">${code}</span>`;
  const text = message === '' ? undefined : html`<p class="message">${lines(message)}</p>`;
  return html`${heading(level, [name, badge])}${text}`;
}

/** The error's own fields. */
export function errorFields({ fields = {} }: ReportedError): Html | undefined {
  return facts(Object.entries(fields).map(([name, value]) => [name, code(String(value))]));
}
