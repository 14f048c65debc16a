import { isMainThread } from 'node:worker_threads';
import { getSpanHierarchy } from '@threadspan/context';
import { ProcessFile } from '@threadspan/decorators';

export class Analyzer {
  @ProcessFile()
  see(path: string): string {
    if (path === 'exit.ts') process.exit(3);
    const names = getSpanHierarchy().map(({ name }) => name);
    return [isMainThread ? 'main' : 'worker', ...names, path].join(' > ');
  }
}
