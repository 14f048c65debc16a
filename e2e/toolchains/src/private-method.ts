import { WithParallelContext } from '@threadspan/decorators';
import { look } from './look';
import type { Sight } from './look';

export class Vault {
  readonly label = 'vault';

  @WithParallelContext()
  open(): Sight[] {
    return [look(this), this.#secret(), Vault.#shared()];
  }

  @WithParallelContext()
  #secret(): Sight {
    return look(this);
  }

  @WithParallelContext()
  static #shared(): Sight {
    return look({ label: this.name });
  }
}
