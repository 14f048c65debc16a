import type { FooterOptions } from '../render/footer.js';
import type { CrashReport } from '../report.js';
import { causesPart } from './causes-part.js';
import { contextPart } from './context-part.js';
import { environmentPart } from './environment-part.js';
import { errorPart } from './error-part.js';
import { Html, html } from './html.js';
import { reportingPart } from './reporting-part.js';
import { earlierCrashesPart, previousRunPart } from './runs-part.js';
import { section } from './section.js';
import { spansPart } from './spans-part.js';
import { stackPart } from './stack-part.js';
import { STYLE } from './style.js';
import { timelinePart } from './timeline-part.js';
import { moment } from './times.js';
import { workersPart } from './workers-part.js';

const MAX_TITLE = 120;

/**
 * The report as one HTML page that needs nothing else: no script, no network. The same report and options give the
 * same page; nothing of the process is read. All that comes from the report is escaped, and control characters in it
 * are shown as in the text form. `issueUrl` is a link, with title and body filled in, when it is `http:`, `https:` or
 * `mailto:`, else only text.
 */
export function renderCrashReportHtml(report: CrashReport, options: FooterOptions = {}): string {
  const { app, error, time } = report;
  const [firstLine = ''] = error.message.split(/[\r\n]/, 1);
  const title = [...`${app.name}: ${error.name}${firstLine && ': '}${firstLine}`]
    .slice(0, MAX_TITLE)
    .join('');
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${app.name} crash report</h1>
            <p>${app.version && `Version ${app.version}, `}${moment(time)}</p>
          </header>
          ${errorPart(report)} ${previousRunPart(report)} ${contextPart(report)} ${timelinePart(report)}
          ${section('Stack', [stackPart(error)])} ${causesPart(error)} ${spansPart(report.context)}
          ${workersPart(report)} ${earlierCrashesPart(report)} ${environmentPart(report)}
          ${reportingPart(report, options)}
        </main>
      </body>
    </html> `;
  return page.text;
}
