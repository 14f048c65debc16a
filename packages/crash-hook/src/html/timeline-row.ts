import type { TimelineEntry, WorkerTimeline } from '@threadspan/context/ports';
import { workerName } from '../render/names.js';
import { code } from './facts.js';
import { html } from './html.js';
import type { Content, Html } from './html.js';
import { position } from './time-axis.js';
import type { TimeWindow } from './time-axis.js';
import { duration } from './times.js';

/** A worker's timeline, and what of it is about the crash. */
export interface TimelineOf {
  readonly timeline: WorkerTimeline;
  readonly isCrashed: boolean;
  /** What the worker was at when it crashed or was lost. */
  readonly last: TimelineEntry | undefined;
}

// Narrower bars have no room for a name.
const NAMED_FROM = 0.12;

/** One worker: who it is, what it was doing at the end, and a bar for each item. */
export function timelineRow(row: TimelineOf, window: TimeWindow): Html {
  const { worker, lostAt } = row.timeline;
  const bars = row.timeline.entries.map((entry) => bar(entry, row, window));
  const loss =
    lostAt === undefined
      ? undefined
      : html`<i class="loss" style="left:${percent(position(lostAt, window))}">✕</i>`;
  return html`<li>
    <p><b>${workerName(worker)}</b> ${state(row, window.crash)}</p>
    <div class="track">${bars}${loss}</div>
  </li>`;
}

function state({ timeline, isCrashed, last }: TimelineOf, crash: number): Content {
  const { lostAt, entries } = timeline;
  const current = last ?? entries.findLast(({ to }) => to === undefined);
  return [
    isCrashed ? html`<span class="badge">crashed</span> ` : undefined,
    lostAt === undefined ? undefined : html`<span class="badge">lost ${before(lostAt, crash)}</span> `,
    current === undefined
      ? 'idle'
      : [code(itemName(current)), ` for ${duration(endOf(current, timeline, crash) - current.from)}`],
  ];
}

function bar(entry: TimelineEntry, { timeline, last }: TimelineOf, window: TimeWindow): Content {
  const end = endOf(entry, timeline, window.crash);
  if (end < window.from) return undefined;
  const left = position(entry.from, window);
  const width = Math.max(0, position(end, window) - left);
  const kind = entry === last ? 'last' : entry.count > 1 ? 'several' : 'one';
  const title = `${itemTitle(entry)}, ${before(entry.from, window.crash)}, for ${duration(end - entry.from)}`;
  const name = width < NAMED_FROM ? undefined : html`<span>${shortName(entry)}</span>`;
  return html`<i class="${kind}" style="left:${percent(left)};width:${percent(width)}" title="${title}"
    >${name}</i
  >`;
}

/** When an item ended; one that did not has lasted until now, or until its worker was lost. */
export function endOf({ to }: TimelineEntry, { lostAt }: WorkerTimeline, crash: number): number {
  return to ?? lostAt ?? crash;
}

/** "−2.3 s": a time seen from the crash. */
export function before(time: number, crash: number): string {
  return `−${duration(crash - time)}`;
}

/** The item, and how many there were. */
export function itemTitle(entry: TimelineEntry): string {
  return entry.count > 1 ? `${itemName(entry)} and ${entry.count - 1} before it` : itemName(entry);
}

function itemName({ currentFile, currentFunction, phase }: TimelineEntry): string {
  return currentFile ?? currentFunction ?? phase ?? 'an item';
}

function shortName(entry: TimelineEntry): string {
  return /[^\\/]*$/.exec(itemName(entry))?.[0] ?? '';
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
