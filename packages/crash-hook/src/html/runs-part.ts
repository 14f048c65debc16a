import { describeHeap } from '../render/heap.js';
import type { CrashReport } from '../report.js';
import { code, facts } from './facts.js';
import { html } from './html.js';
import type { Html } from './html.js';
import { section } from './section.js';
import { duration, moment } from './times.js';

/** Of a process that could not say itself how it died. */
export function previousRunPart({ previousRun }: CrashReport): Html | undefined {
  if (previousRun === undefined) return undefined;
  const { pid, startedAt, lastSeen, nodeReport } = previousRun;
  const lived = Date.parse(lastSeen) - Date.parse(startedAt);
  return section('Previous run', [
    html`<p>
      Process ${pid} died without a word. The next run of the program made this report from what it had left.
    </p>`,
    facts([
      ['Started', moment(startedAt)],
      ['Last seen', [moment(lastSeen), lived >= 0 ? `, after ${duration(lived)}` : undefined]],
      ['Node reported', nodeReport && `${nodeReport.event} (${nodeReport.trigger})`],
      ['Heap', nodeReport && describeHeap(nodeReport)],
    ]),
  ]);
}

/** What this run had reported before. */
export function earlierCrashesPart({ earlierCrashes }: CrashReport): Html | undefined {
  if (earlierCrashes === undefined || earlierCrashes.count === 0) return undefined;
  const { count, latest } = earlierCrashes;
  const omitted = count - latest.length;
  const items = latest.map(({ time, error, currentFile }) => {
    const where = currentFile === undefined ? undefined : html`<br />${code(currentFile)}`;
    return html`<li>${moment(time)}<br />${error}${where}</li>`;
  });
  return section('Earlier crashes of this run', [
    omitted > 0 ? html`<p>${count} in all; the first ${omitted} are not shown.</p>` : undefined,
    html`<ol class="earlier" start="${Math.max(omitted, 0) + 1}">
      ${items}
    </ol>`,
  ]);
}
