import { ProcessFile } from '@threadspan/decorators';
import { decorate } from './decorate.mjs';

/** Does next to nothing, so that its span is what costs. */
export class LineCounter {
  count(path) {
    return path.length;
  }
}

decorate(LineCounter, 'count', ProcessFile());
