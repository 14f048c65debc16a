import { WithParallelContext } from '@threadspan/decorators';

/** What the millions run through. */
export class Doubler {
  double(value) {
    return value * 2;
  }
}

const descriptor = Object.getOwnPropertyDescriptor(Doubler.prototype, 'double');
Object.defineProperty(
  Doubler.prototype,
  'double',
  WithParallelContext()(Doubler.prototype, 'double', descriptor) ?? descriptor,
);
