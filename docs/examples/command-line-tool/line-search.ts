import { readFile } from 'node:fs/promises';
import { ProcessFile } from '@threadspan/decorators';

export interface Found {
  readonly path: string;
  /** Line numbers, from 1. */
  readonly lines: readonly number[];
  /** Why the file was not read. */
  readonly skipped?: string;
}

export class LineSearch {
  readonly #pattern: RegExp;

  constructor(pattern: string) {
    this.#pattern = new RegExp(pattern);
  }

  @ProcessFile({ phase: 'searching' })
  async search(path: string): Promise<Found> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      // Nothing is wrong with the program, so this is no crash.
      return { path, lines: [], skipped: (error as NodeJS.ErrnoException).code ?? String(error) };
    }
    const lines = text.split('\n').flatMap((line, index) => (this.#pattern.test(line) ? [index + 1] : []));
    return { path, lines };
  }
}
