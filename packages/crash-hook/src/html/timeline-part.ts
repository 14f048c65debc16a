import type { TimelineEntry, WorkerTimeline } from '@threadspan/context/ports';
import { workerName } from '../render/names.js';
import type { CrashReport } from '../report.js';
import { breakable, html } from './html.js';
import type { Html } from './html.js';
import { section } from './section.js';
import { ticks, timeWindow } from './time-axis.js';
import type { Tick } from './time-axis.js';
import { before, endOf, itemTitle, timelineRow } from './timeline-row.js';
import type { TimelineOf } from './timeline-row.js';
import { duration } from './times.js';

const LAST_DATE = 8.64e15; // in ms; beyond, whoever made up the report may have anything

/** What each worker did up to the crash, drawn over time and, folded, as a list. */
export function timelinePart(report: CrashReport): Html | undefined {
  const { timelines = [] } = report;
  if (timelines.length === 0) return undefined;
  const rows = timelines.map((timeline) => describe(timeline, report)).sort((a, b) => rank(a) - rank(b));
  const crash = crashTime(report.time, timelines);
  const window = timeWindow(timelines, crash, rows.find(({ isCrashed }) => isCrashed)?.last?.from);
  return section('What the workers did', [
    html`<ol class="timeline">
      ${rows.map((row) => timelineRow(row, window))}
    </ol>`,
    html`<div class="axis" aria-hidden="true">${ticks(window).map(tick)}</div>`,
    html`<details>
      <summary>As a list</summary>
      ${rows.map(({ timeline }) => list(timeline, crash))}
    </details>`,
  ]);
}

// At the start of the axis there is no room to the left of the place.
const NEAR_START = 0.08;

function tick({ at, label }: Tick): Html {
  const side = at < NEAR_START ? html` class="right"` : '';
  return html`<span${side} style="right:${((1 - at) * 100).toFixed(2)}%">${label}</span>`;
}

// An item that failed has ended like any other: it is known by its file.
function describe(timeline: WorkerTimeline, { context }: CrashReport): TimelineOf {
  const { entries, worker, lostAt } = timeline;
  const isCrashed = context.worker?.threadId === worker.threadId;
  const open = entries.findLast(({ to }) => to === undefined);
  const failed = () =>
    entries.findLast(({ currentFile }) => currentFile !== undefined && currentFile === context.currentFile);
  const last = isCrashed ? (open ?? failed()) : lostAt === undefined ? undefined : open;
  return { timeline, isCrashed, last };
}

// The worker that crashed first, then those that were lost, then the others in their order.
function rank({ timeline, isCrashed }: TimelineOf): number {
  if (isCrashed) return -2;
  return timeline.lostAt === undefined ? timeline.worker.index : -1;
}

function crashTime(time: string, timelines: readonly WorkerTimeline[]): number {
  const crash = Date.parse(time);
  if (!Number.isNaN(crash)) return crash;
  const ends = timelines.flatMap(({ entries }) => entries.map(({ from, to }) => to ?? from));
  return ends.reduce((latest, end) => Math.min(LAST_DATE, Math.max(latest, end)), 0);
}

function list(timeline: WorkerTimeline, crash: number): Html {
  const { worker, entries, lostAt } = timeline;
  const row = (entry: TimelineEntry) =>
    html`<tr>
      <td>${before(entry.from, crash)}</td>
      <td>${duration(endOf(entry, timeline, crash) - entry.from)}</td>
      <td>${breakable(itemTitle(entry))}${entry.to === undefined ? ', not finished' : undefined}</td>
    </tr>`;
  const lost = lostAt === undefined ? '' : `, lost ${before(lostAt, crash)}`;
  return html`<table>
    <caption>
      ${workerName(worker)}${lost}
    </caption>
    <thead>
      <tr>
        <th>At</th>
        <th>For</th>
        <th>Item</th>
      </tr>
    </thead>
    <tbody>
      ${entries.map(row)}
    </tbody>
  </table> `;
}
