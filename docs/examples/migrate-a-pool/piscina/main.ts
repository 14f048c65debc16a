import { Piscina } from 'piscina';
import type { Task } from './worker.js';

const files = process.argv.slice(2);
const keywords = ['if', 'for', 'while', 'case', 'catch'];

const pool = new Piscina<Task, number>({
  filename: new URL('./worker.js', import.meta.url).href,
  maxThreads: 2,
});
await Promise.all(
  files.map((path) =>
    pool.run({ path, keywords }).then(
      (branches) => console.log(`${path}: ${branches}`),
      (error: Error) => console.log(`${path}: ${error.message}`),
    ),
  ),
);
await pool.close();
