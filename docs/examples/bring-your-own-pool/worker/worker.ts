import { parentPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { ParallelContext, packError, processFileWithContext } from '@threadspan/context';
import type { ErrorEnvelope } from '@threadspan/context';
import { analyzeFile } from '../analyze-file.js';
import type { FileReport, FileTask } from '../analyze-file.js';

export type Reply = { readonly report: FileReport } | { readonly error: ErrorEnvelope };

parentPort?.on('message', ({ path, carrier, replyTo }: FileTask & { readonly replyTo: MessagePort }) => {
  const reply = (message: Reply) => replyTo.postMessage(message);
  const context = ParallelContext.fromCarrier(carrier);
  processFileWithContext(path, context, () => analyzeFile(path)).then(
    (report) => reply({ report }),
    (error: unknown) => reply({ error: packError(error) }),
  );
});
