import { WithParallelContext } from '@threadspan/decorators';
import { annotate } from './annotate.mjs';

/** What the millions run through. */
export class Doubler {
  double(value) {
    return value * 2;
  }
}

annotate(Doubler, 'double', WithParallelContext());
