import { isShown } from '../render/stack-section.js';
import type { ReportedError } from '../report.js';
import { parseStack } from '../stack-frames.js';
import type { StackFrame } from '../stack-frames.js';
import { breakable, html } from './html.js';
import type { Html } from './html.js';

/** The stack, in which runs of other people's frames are folded. Nothing when there is none. */
export function stackPart(error: ReportedError): Html | undefined {
  const frames = parseStack(error.stack, error.message);
  if (frames.length === 0) return undefined;
  const items: Html[] = [];
  let hidden: Html[] = [];
  const fold = () => {
    if (hidden.length > 0) items.push(folded(hidden));
    hidden = [];
  };
  for (const [index, frame] of frames.entries()) {
    if (!isShown(frame, index)) {
      hidden.push(frameItem(frame));
      continue;
    }
    fold();
    items.push(frameItem(frame));
  }
  fold();
  return html`<ol class="stack">
    ${items}
  </ol>`;
}

function frameItem({ line, owner }: StackFrame): Html {
  return html`<li class="${owner}"><code>${breakable(line.trim())}</code></li>`;
}

function folded(frames: readonly Html[]): Html {
  const count = `${frames.length} ${frames.length === 1 ? 'frame' : 'frames'} hidden`;
  return html`<li>
    <details>
      <summary>${count}</summary>
      <ol class="stack">
        ${frames}
      </ol>
    </details>
  </li>`;
}
