import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What src/pool/main.ts prints when its workers work. */
export const works = {
  seen: ['worker > root > process_file > a.ts', 'worker > root > process_file > b.ts'],
  lost: expect.objectContaining({ code: 'WORKER_EXITED', currentFile: 'exit.ts' }),
};

/** Runs a program of src/pool, in whatever form, with arguments for Node before it. */
export async function runPool(args: readonly string[]): Promise<{ outcome: unknown; stderr: string }> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  return { outcome: JSON.parse(stdout), stderr };
}
