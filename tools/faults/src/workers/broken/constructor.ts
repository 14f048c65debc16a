import { Analyzer } from '../threadspan.js';

export class Broken extends Analyzer {
  constructor() {
    super();
    throw new Error('not today');
  }
}
