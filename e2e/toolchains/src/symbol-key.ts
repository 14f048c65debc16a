import { WithParallelContext } from '@threadspan/decorators';
import { look } from './look';
import type { Sight } from './look';

export const summary = Symbol('summary');

export class Summarizer {
  readonly label = 'summarizer';

  @WithParallelContext()
  [summary](): Sight {
    return look(this);
  }
}
