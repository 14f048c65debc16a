import { setTimeout as sleep } from 'node:timers/promises';
import { WithParallelContext } from '@threadspan/decorators';

/** What an item does when it runs. */
export type Fate = 'value' | 'wait' | 'throw' | 'exit' | 'exit once' | 'bomb' | 'nothing' | 'twice';

export interface Die {
  readonly index: number;
  readonly fate: Fate;
}

/** Does what the dice say, and counts in shared memory how often each of them was thrown. */
export class Dice {
  @WithParallelContext()
  roll({ index, fate }: Die, rolls: Int32Array): number | undefined | Promise<number> {
    const earlier = Atomics.add(rolls, index, 1);
    switch (fate) {
      case 'throw':
        throw Object.assign(new Error(`die ${index}`), { code: 'E_DIE' });
      case 'exit':
        return process.exit(1);
      case 'exit once':
        return earlier === 0 ? process.exit(1) : index;
      case 'bomb':
        setTimeout(() => {
          throw new Error(`bomb ${index}`);
        }, index % 4);
        return index;
      case 'wait':
        return sleep(index % 3, index);
      case 'nothing':
        return undefined;
      default:
        return index;
    }
  }

  @WithParallelContext()
  spread({ index, fate }: Die, rolls: Int32Array): number[] | Promise<number[]> {
    const rolled = this.roll({ index, fate }, rolls);
    if (rolled instanceof Promise) return rolled.then((value) => [value]);
    if (rolled === undefined) return [];
    return fate === 'twice' ? [rolled, rolled] : [rolled];
  }
}
