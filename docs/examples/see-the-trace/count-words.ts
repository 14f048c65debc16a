import { withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { WordCounter } from './word-counter.js';

/** Counts in two workers, below a span of the main thread. */
export async function countWords(files: readonly string[]): Promise<number[]> {
  await using executor = createExecutor({ workers: 2 });
  const module = new URL('./word-counter.js', import.meta.url);
  const counter = await executor.spawn(WordCounter, { module });
  return await withSpan('count_words', () => executor.parIter(files).mapWithContext(counter.count).collect());
}
