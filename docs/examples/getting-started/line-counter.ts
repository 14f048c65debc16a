import { readFileSync } from 'node:fs';
import { ProcessFile } from '@threadspan/decorators';

export class LineCounter {
  @ProcessFile() // the first argument is the path
  count(path: string): number {
    const text = readFileSync(path, 'utf8');
    return text.split('\n').length;
  }
}
