import { setImmediate as nextTurn } from 'node:timers/promises';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { look } from './look';
import type { Sight } from './look';
import { marks, registers } from './other-decorators';

// One source for both dialects.

export class Limits {
  readonly branches: number = 10;
}

export abstract class Report {
  constructor(readonly label: string) {}

  @WithParallelContext({ phase: 'parsing' })
  inherited(): Sight {
    return look(this);
  }

  @WithParallelContext()
  overridden(): Sight[] {
    return [look(this)];
  }

  @WithParallelContext()
  async overriddenLater(): Promise<Sight[]> {
    await nextTurn();
    return [look(this)];
  }
}

export class Analyzer extends Report {
  static readonly label = 'class';

  @marks('above')
  @WithParallelContext({
    attributes: ([text]: [string], { self }: Sight) => ({ text, self }),
  })
  @marks('below')
  sync(_text: string, _limits?: Limits): Sight {
    return look(this);
  }

  @WithParallelContext({ span: 'later' })
  async later(): Promise<Sight> {
    await nextTurn();
    return look(this);
  }

  @WithParallelContext()
  throws(message: string): never {
    throw new RangeError(message);
  }

  @WithParallelContext({ phase: 'debt_scoring' })
  async rejects(message: string, _depth = 1): Promise<never> {
    await nextTurn();
    return this.throws(message);
  }

  @ProcessFile()
  analyze(_path: string | URL): Sight {
    return look(this);
  }

  @ProcessFile()
  async analyzeLater(_path: string): Promise<Sight> {
    await nextTurn();
    return look(this);
  }

  @ProcessFile({ path: 1 })
  failsIn(message: string, _path: string): never {
    throw new RangeError(message);
  }

  @WithParallelContext()
  static shared(): Sight {
    return look(this);
  }

  @WithParallelContext()
  override overridden(): Sight[] {
    return [...super.overridden(), look(this)];
  }

  @WithParallelContext()
  override async overriddenLater(): Promise<Sight[]> {
    return [...(await super.overriddenLater()), look(this)];
  }

  @WithParallelContext()
  *steps(): Generator<Sight> {
    yield look(this);
    yield look(this);
  }

  @WithParallelContext()
  async *stepsLater(): AsyncGenerator<Sight> {
    await nextTurn();
    yield look(this);
    await nextTurn();
    yield look(this);
  }
}

// A class that has a decorator and names itself is renamed by some compilers.
@registers
export class Registry {
  static readonly only = new Registry('only');

  constructor(readonly label: string) {}

  @WithParallelContext()
  find(): Sight {
    return look(this);
  }

  @WithParallelContext()
  static get(): Sight {
    return look(Registry.only);
  }
}
