// A program in one file with its class, which waits for its first task.
import { createExecutor } from '@threadspan/executor';
import analyzer from '../workers/dist/analyzer.js';

export class Own extends analyzer.Analyzer {}

console.log('the program runs');
const executor = createExecutor({ workers: 2 });
try {
  await executor.spawn(Own, { module: import.meta.url });
} catch (error) {
  console.log('started', executor.stats().startedWorkers);
  console.log(error.code, error.message);
  throw error;
} finally {
  await executor.close();
}
