import { createRedactor } from '../collect/redact.js';
import { visibleLines, withoutCommand } from '../render/visible.js';

/**
 * Text that is printed without a report around it: no secrets, and nothing that acts on a terminal. Where not even that
 * can be done any more, it is as Node would print it. Never throws.
 */
export function plainText(text: string): string {
  try {
    return visibleLines(createRedactor().text(text), false).map(withoutCommand).join('\n');
  } catch {
    return text;
  }
}
