import { readFile } from 'node:fs/promises';
import { AnalysisPhase, withSpan } from '@threadspan/context';
import { ProcessFile } from '@threadspan/decorators';

export class LineCounter {
  @ProcessFile({ phase: AnalysisPhase.Parsing })
  async count(path: string): Promise<number> {
    const text = await readFile(path, 'utf8');
    return withSpan('split', () => text.split('\n').length);
  }
}
