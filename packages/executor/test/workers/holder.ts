import { join } from 'node:path';
import { WithParallelContext } from '@threadspan/decorators';
import { createExecutor } from '@threadspan/executor';
import { Analyzer } from './analyzer.js';

// Made when the module is loaded, and given work by items only.
const executor = createExecutor({ workers: 1 });
const spawned = () => executor.spawn(Analyzer, { module: join(__dirname, 'analyzer.js') });
let analyzer: ReturnType<typeof spawned> | undefined;

export class Holder {
  @WithParallelContext()
  async double(value: number): Promise<number> {
    return (await (analyzer ??= spawned())).double(value);
  }
}
