import { ProcessFile, SpanAttribute, WithParallelContext } from '@threadspan/decorators';

// What only the standard dialect has.

export class Accepted {
  @ProcessFile()
  #scan(path: string): string {
    return path;
  }

  @WithParallelContext()
  static #count<T>(values: readonly T[]): number {
    return values.length;
  }

  run(): [string, number] {
    return [this.#scan('a.ts'), Accepted.#count(['a'])];
  }
}

export class Refused {
  // @ts-expect-error the first parameter of the private method is no path
  @ProcessFile()
  #scan(_limit: number): void {}

  // @ts-expect-error an auto-accessor is no method
  @WithParallelContext()
  accessor field = 1;

  // @ts-expect-error a method is no parameter
  @SpanAttribute('path')
  run(): void {
    this.#scan(1);
  }
}
