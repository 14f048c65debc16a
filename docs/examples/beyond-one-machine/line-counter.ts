import { readFile } from 'node:fs/promises';
import { ProcessFile } from '@threadspan/decorators';

export class LineCounter {
  constructor(private readonly root: string) {}

  @ProcessFile() // the first argument is the path
  async count(path: string): Promise<number> {
    const text = await readFile(`${this.root}/${path}`, 'utf8');
    return text.split('\n').length;
  }
}
