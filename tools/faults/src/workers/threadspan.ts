import { ProcessFile } from '@threadspan/decorators';
import { work } from '../faulty-work.js';
import type { Task } from '../task.js';

export class Analyzer {
  @ProcessFile({ path: ([task]: readonly [Task]) => task.path })
  work(task: Task): unknown {
    return work(task);
  }
}
