import type { MethodDecoratorOf } from '@threadspan/decorators';
import { hierarchy } from '../hierarchy';

/** Private methods with the same names on three levels, made and called on an instance of the innermost first. */

export function definePrivate(decorator: () => MethodDecoratorOf) {
  class Base {
    readonly prefix: string = 'base/';

    @decorator()
    #scan(path: string): string[] {
      return [this.prefix + path, ...hierarchy()];
    }

    @decorator()
    static #count(_path: string): string[] {
      return hierarchy();
    }

    scanBase(path: string): string[] {
      return this.#scan(path);
    }

    static countBase(path: string): string[] {
      return Base.#count(path);
    }
  }

  class Middle extends Base {
    @decorator()
    #scan(_path: string): string[] {
      return hierarchy();
    }

    scanMiddle(path: string): string[] {
      return this.#scan(path);
    }
  }

  class Innermost extends Middle {
    override readonly prefix = 'innermost/';
  }

  return { Base, Middle, Innermost };
}
