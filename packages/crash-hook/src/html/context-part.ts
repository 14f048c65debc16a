import type { CrashContext } from '@threadspan/context';
import { describeProgress } from '../render/progress.js';
import type { CrashProgress } from '../render/progress.js';
import type { CrashReport } from '../report.js';
import { code, facts } from './facts.js';
import { html } from './html.js';
import type { Content, Html } from './html.js';
import { section } from './section.js';

/** What the program was doing. */
export function contextPart({ context }: CrashReport): Html | undefined {
  return section('Operation context', [contextFacts(context) ?? facts([['Phase', 'not set']])]);
}

/** What is known of where an error happened. */
export function contextFacts(context: CrashContext): Html | undefined {
  const { phase, currentFile, currentFunction, progress, worker, attempt } = context;
  return facts([
    ['Phase', phase],
    ['File', code(currentFile)],
    ['Function', code(currentFunction)],
    ['Progress', progress && showProgress(progress)],
    ['Worker', worker && `${worker.index} of ${worker.count}`],
    ['Attempt', attempt !== undefined && attempt > 1 ? attempt : undefined],
  ]);
}

function showProgress(progress: CrashProgress): Content {
  const { processed, total } = progress;
  const bar =
    total > 0
      ? html`<progress value="${processed}" max="${total}" aria-label="Progress"></progress> `
      : undefined;
  return html`${bar}${describeProgress(progress)}`;
}
