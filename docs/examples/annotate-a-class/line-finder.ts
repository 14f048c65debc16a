import { readFile } from 'node:fs/promises';
import { getCurrentContext } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

export interface Note {
  readonly path: string;
  readonly text: string;
}

export class LineFinder {
  @WithParallelContext({ span: 'find_longest', phase: 'reading' })
  async findLongest(paths: readonly string[], limit: number): Promise<string[]> {
    return Promise.all(paths.map((path) => this.longestLine(path, limit)));
  }

  @ProcessFile({
    attributes: ([, limit]: [string, number], line: string) => ({ limit, length: line.length }),
  })
  async longestLine(path: string, limit: number): Promise<string> {
    let longest = '';
    for (const line of this.lines(await readFile(path, 'utf8'))) {
      if (line.length > longest.length && line.length <= limit) longest = line;
    }
    return longest;
  }

  @WithParallelContext({ level: 'debug' })
  *lines(text: string): Generator<string, void> {
    yield* text.split('\n');
  }

  @ProcessFile({ path: ([note]: [Note]) => note.path, newRoot: true })
  whereabouts(_note: Note): string {
    const { phase, currentFile } = getCurrentContext();
    return `${currentFile} while ${phase}`;
  }
}
