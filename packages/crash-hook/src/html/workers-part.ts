import type { WorkerActivity } from '@threadspan/context/ports';
import { workerName, workersHeading } from '../render/names.js';
import type { CrashReport } from '../report.js';
import { code } from './facts.js';
import { html } from './html.js';
import type { Content, Html } from './html.js';
import { section } from './section.js';
import { duration } from './times.js';

/** What the workers that did not crash were doing. */
export function workersPart(report: CrashReport): Html | undefined {
  const { otherWorkers = [], time } = report;
  const now = Date.parse(time);
  const items = otherWorkers.map((activity) => html`<li>${describe(activity, now)}</li>`);
  return section(
    workersHeading(report),
    items.length === 0
      ? []
      : [
          html`<ul class="workers">
            ${items}
          </ul>`,
        ],
  );
}

function describe(activity: WorkerActivity, now: number): Content {
  const { worker, phase, currentFile, currentFunction, since, spanHierarchy } = activity;
  const doing = [phase, code(currentFile), code(currentFunction)].filter((part) => part !== undefined);
  const known =
    doing.length > 0 ? doing : [code(spanHierarchy.at(-1)?.name) ?? (since === undefined ? 'idle' : 'busy')];
  const time = since !== undefined && now >= since ? [`for ${duration(now - since)}`] : [];
  return [
    html`<b>${workerName(worker)}</b> `,
    ...[...known, ...time].flatMap((part, index) => (index > 0 ? [', ', part] : part)),
  ];
}
