import { getErrorContext } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { PageReader } from './page-reader.js';

await using executor = createExecutor({ workers: 2, retries: 1 });
const reader = await executor.spawn(PageReader, { module: new URL('./page-reader.js', import.meta.url) });
const paths = ['a.txt', 'broken.txt', 'deadly.txt', 'endless.txt', 'b.txt'];

// Every item is run, whatever becomes of the others.
const { values, failures } = await executor
  .parIter(paths)
  .mapWithContext(reader.read)
  .collect({ failures: 'collect', timeout: 1_000 });
console.log(values);
for (const { index, error } of failures) {
  const { currentFile, attempt } = getErrorContext(error) ?? {};
  console.log(`${index}: ${String(error)} (${currentFile}, attempt ${attempt})`);
}

// The first error ends the chain.
try {
  await executor.parIter(paths.slice(0, 2)).mapWithContext(reader.read).collect();
} catch (error) {
  console.log(error instanceof SyntaxError, getErrorContext(error)?.currentFile);
}

// A call that is given up.
try {
  await reader.read.with({ signal: AbortSignal.timeout(200) })('endless.txt');
} catch (error) {
  console.log((error as Error).name);
}
