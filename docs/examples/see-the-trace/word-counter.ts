import { readFileSync } from 'node:fs';
import { ProcessFile } from '@threadspan/decorators';

export class WordCounter {
  @ProcessFile()
  count(path: string): number {
    return readFileSync(path, 'utf8').match(/\w+/g)?.length ?? 0;
  }
}
