import type { ReportedError } from '../report.js';
import { contextFacts } from './context-part.js';
import { errorFields, errorHead } from './error-part.js';
import { html } from './html.js';
import type { Content, Html } from './html.js';
import { section } from './section.js';
import { stackPart } from './stack-part.js';

/** The chain of causes and the aggregated errors, each with what is known of where it happened. */
export function causesPart(error: ReportedError, level = 2): Content {
  return [causes(error, level), aggregated(error, level)];
}

function causes(error: ReportedError, level: number): Content {
  const chain: ReportedError[] = [];
  for (let cause = error.cause; cause !== undefined; cause = cause.cause) chain.push(cause);
  return section(
    'Caused by',
    chain.map((cause) => nested(cause, level + 1, aggregated(cause, level + 2))),
    level,
  );
}

function aggregated({ errors = [] }: ReportedError, level: number): Content {
  return section(
    errors.length === 1 ? 'Error inside' : `${errors.length} errors inside`,
    errors.map((inner) => nested(inner, level + 1, causesPart(inner, level + 2))),
    level,
  );
}

function nested(error: ReportedError, level: number, inner: Content): Html {
  const stack = stackPart(error);
  return html`<article>
    ${errorHead(error, level)} ${error.context && contextFacts(error.context)} ${errorFields(error)}
    ${
      stack &&
      html`<details>
        <summary>Stack</summary>
        ${stack}
      </details>`
    }
    ${inner}
  </article>`;
}
