import { Pool, Worker, spawn } from 'threads';
import type { Counter } from './worker.cjs';

async function main(): Promise<void> {
  const files = process.argv.slice(2);
  const keywords = ['if', 'for', 'while', 'case', 'catch'];

  const pool = Pool(() => spawn<Counter>(new Worker('./worker.cjs')), { size: 2 });
  await Promise.all(
    files.map((path) =>
      pool
        .queue((counter) => counter.countBranches(path, keywords))
        .then(
          (branches) => console.log(`${path}: ${branches}`),
          (error: Error) => console.log(`${path}: ${error.message}`),
        ),
    ),
  );
  await pool.terminate();
}

void main();
