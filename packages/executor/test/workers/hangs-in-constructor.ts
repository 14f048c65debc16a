import { WithParallelContext } from '@threadspan/decorators';
import { isMainThread } from 'node:worker_threads';

export class HangsInConstructor {
  constructor() {
    while (!isMainThread);
  }

  @WithParallelContext()
  work(): void {}
}
