import { getSpanHierarchy } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { createExecutor } from '@threadspan/executor';

export class Analyzer {
  /** Runs in a worker, and has workers of its own. */
  @WithParallelContext({ span: 'analyze_project' })
  async analyzeProject(paths: readonly string[]): Promise<string[]> {
    await using executor = createExecutor({ workers: 1 });
    const analyzer = await executor.spawn(Analyzer, { module: import.meta.url });
    return await executor.parIter(paths).mapWithContext(analyzer.analyzeFile).collect();
  }

  /** Runs in a worker of that worker. */
  @ProcessFile()
  analyzeFile(_path: string): string {
    return getSpanHierarchy()
      .map(({ name }) => name)
      .join(' > ');
  }
}
