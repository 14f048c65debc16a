import { parentPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { ParallelContext, getErrorContext, processFileWithContext } from '@threadspan/context';
import { analyzeFile } from '../analyze-file.js';
import type { FileReport, FileTask } from '../analyze-file.js';

export type Reply = { readonly report: FileReport } | { readonly error: string };

parentPort?.on('message', ({ path, carrier, replyTo }: FileTask & { readonly replyTo: MessagePort }) => {
  const reply = (message: Reply) => replyTo.postMessage(message);
  const context = ParallelContext.fromCarrier(carrier);
  processFileWithContext(path, context, () => analyzeFile(path)).then(
    (report) => reply({ report }),
    (error: Error) => reply({ error: describe(error) }),
  );
});

function describe(error: Error): string {
  const { phase, currentFile, spanHierarchy = [] } = getErrorContext(error) ?? {};
  const names = spanHierarchy.map(({ name }) => name).join(' > ');
  return `${error.message} (in ${phase}, ${currentFile}, ${names})`;
}
