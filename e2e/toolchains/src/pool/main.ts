import { getErrorContext, withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import { Analyzer } from './analyzer.js';

// Runs an analyzer in workers and prints what came of it. Arguments: its module, and the file that workers run.
const [, , modulePath = '', workerEntry] = process.argv;

async function analyze(): Promise<unknown> {
  await using executor = createExecutor({ workers: 2, ...(workerEntry ? { workerEntry } : {}) });
  const analyzer = await executor.spawn(Analyzer, { module: modulePath });
  return await withSpan('root', async () => {
    const seen = await executor.parIter(['a.ts', 'b.ts']).mapWithContext(analyzer.see).collect();
    const lost = await analyzer.see('exit.ts').catch(describe);
    return { seen, lost };
  });
}

function describe(error: unknown): unknown {
  const { code, message, cause } = error as { code?: string; message?: string; cause?: unknown };
  const { currentFile } = getErrorContext(error) ?? {};
  return { code, message, cause: cause && describe(cause), currentFile };
}

void analyze()
  .catch(describe)
  .then((outcome) => console.log(JSON.stringify(outcome)));
