import { ParallelContext, packError, processFileWithContext } from '@threadspan/context';
import type { ErrorEnvelope } from '@threadspan/context';
import { analyzeFile } from '../analyze-file.js';
import type { FileReport, FileTask } from '../analyze-file.js';

export type Reply = { readonly id: number } & (
  { readonly report: FileReport } | { readonly error: ErrorEnvelope }
);

process.on('message', ({ id, path, carrier }: FileTask & { readonly id: number }) => {
  const reply = (message: Reply) => process.send?.(message);
  const context = ParallelContext.fromCarrier(carrier);
  processFileWithContext(path, context, () => analyzeFile(path)).then(
    (report) => reply({ id, report }),
    (error: unknown) => reply({ id, error: packError(error) }),
  );
});
