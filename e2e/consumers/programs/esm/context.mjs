import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  AnalysisPhase,
  ParallelContext,
  getCurrentContext,
  getErrorContext,
  getProgress,
  getSpanHierarchy,
  setProgress,
  shareProgress,
  withCurrentFile,
  withPhase,
  withSpan,
} from '@threadspan/context';

/** Scopes in one thread, and a context that goes into a raw worker as plain data. */
export async function run({ file }) {
  setProgress(0, 2);
  return await withSpan('unified_analysis', () =>
    withPhase(AnalysisPhase.Parsing, async () => {
      const spans = getSpanHierarchy().map(({ name }) => name);
      const inline = { ...getCurrentContext(), spans };
      const carrier = ParallelContext.capture().toCarrier();
      const worker = await answerOf(file('in-worker'), carrier);
      return { inline, worker, failed: failureIn('src/broken.ts'), processed: getProgress().processed };
    }),
  );
}

async function answerOf(path, carrier) {
  const worker = new Worker(path, { workerData: { carrier, progress: shareProgress() } });
  const [answer] = await once(worker, 'message');
  await worker.terminate();
  return answer;
}

function failureIn(path) {
  try {
    withCurrentFile(path, () => {
      throw new Error('unexpected end of file');
    });
    return undefined;
  } catch (error) {
    const { phase, currentFile } = getErrorContext(error) ?? {};
    return { phase, currentFile };
  }
}
