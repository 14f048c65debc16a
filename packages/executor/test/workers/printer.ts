import { WithParallelContext } from '@threadspan/decorators';
import { createExecutor } from '@threadspan/executor';

export type End = 'returns' | 'exits' | 'throws' | 'hangs' | 'eats memory';

/** Prints a lot, and then ends in one way or another. */
export class Printer {
  /** @param printed set to 1 when all is printed */
  @WithParallelContext()
  print(lines: number, end: End, printed: Int32Array): Promise<void> | undefined {
    for (let line = 0; line < lines; line += 1) {
      process.stdout.write(`out ${line}\n`);
      process.stderr.write(`err ${line} é\n`);
    }
    process.stdout.write(`${'long '.repeat(400_000)}\n`);
    process.stderr.write(Buffer.from('last\n'));
    Atomics.store(printed, 0, 1);
    switch (end) {
      case 'returns':
        return undefined;
      case 'exits':
        process.exit(3);
      // eslint-disable-next-line no-fallthrough -- process.exit() does not return
      case 'throws':
        return new Promise(() => {
          queueMicrotask(() => {
            throw new Error('uncaught');
          });
        });
      case 'hangs':
        for (;;);
      case 'eats memory': {
        // Of small objects: a failed large allocation ends the whole process on some versions of Node.
        let kept: unknown;
        for (;;) kept = { kept };
      }
    }
  }

  /** Has a worker of this worker print. */
  @WithParallelContext()
  async printInside(lines: number, end: End, printed: Int32Array): Promise<void> {
    await using executor = createExecutor({ workers: 1, taskTimeout: 1_500 });
    const printer = await executor.spawn(Printer, { module: __filename });
    await printer.print(lines, end, printed);
  }

  /** Waits for `drain` as often as it is told to, as a pipe does. */
  @WithParallelContext()
  async pour(chunks: number): Promise<void> {
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      if (process.stdout.write(`${String(chunk).padEnd(65_535, '.')}\n`)) continue;
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
}
