import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Starts a module of test/workers in a thread of its own and resolves with the first message it posts. */
export async function runWorker<T>(module: string, workerData: unknown): Promise<T> {
  const worker = new Worker(join(__dirname, 'workers', module), { workerData });
  try {
    return await new Promise<T>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the worker exited with ${code} before it posted`)));
    });
  } finally {
    await worker.terminate();
  }
}
