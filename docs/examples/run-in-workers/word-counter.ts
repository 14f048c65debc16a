import { createHash } from 'node:crypto';
import { WithParallelContext } from '@threadspan/decorators';

export class WordCounter {
  constructor(private readonly minLength: number) {}

  /** Nothing for a text that is empty. */
  @WithParallelContext()
  clean(text: string): string | undefined {
    return text.trim().toLowerCase() || undefined;
  }

  @WithParallelContext()
  split(text: string): string[] {
    return text.split(' ').filter((word) => word.length >= this.minLength);
  }

  @WithParallelContext()
  weigh(word: string, weights: ReadonlyMap<string, number>): string {
    return `${word} ${weights.get(word) ?? 1}`;
  }

  @WithParallelContext()
  digest(block: Uint8Array): string {
    return createHash('sha256').update(block).digest('hex').slice(0, 8);
  }
}
