import { WithParallelContext } from '@threadspan/decorators';
import { transfer } from '@threadspan/executor';
import { decorate } from './decorate.mjs';
import { burn, double, echo, lookUp } from './work.mjs';

export class Work {
  double(value) {
    return double(value);
  }

  burn(steps) {
    return burn(steps);
  }

  echo(value) {
    return echo(value);
  }

  echoMoved(bytes) {
    return transfer(echo(bytes), [bytes.buffer]);
  }

  lookUp(key, table) {
    return lookUp(key, table);
  }
}

for (const name of ['double', 'burn', 'echo', 'echoMoved', 'lookUp']) {
  decorate(Work, name, WithParallelContext());
}
