import { WithParallelContext } from '@threadspan/decorators';

/** A method of each shape that the types tell apart. */
export class Shapes {
  static make(): Shapes {
    return new Shapes();
  }

  readonly field = 1;
  readonly arrow = (): number => this.field;

  get accessor(): () => number {
    return this.arrow;
  }

  convert(value: string): number;
  convert(value: string, radix: number): string;
  convert(value: number): string;
  @WithParallelContext()
  convert(value: string | number, radix?: number): string | number {
    if (typeof value === 'number') return `number ${value}`;
    return radix === undefined ? value.length : Number(value).toString(radix);
  }

  maybe?(): void;

  @WithParallelContext()
  bound(this: Shapes, value: number): number {
    return this.field + value;
  }

  @WithParallelContext()
  query(): PromiseLike<string> {
    return { then: (...handlers) => Promise.resolve('rows').then(...handlers) };
  }

  @WithParallelContext()
  *generate(count: number): Generator<number, void> {
    for (let value = 0; value < count; value += 1) yield value;
  }

  @WithParallelContext()
  async *generateAsync(count: number): AsyncGenerator<number> {
    yield count;
  }

  @WithParallelContext()
  async toSet(count: number): Promise<Set<number>> {
    return new Set(this.generate(count));
  }

  @WithParallelContext()
  entries(count: number): IterableIterator<[number, number]> {
    return Array.from({ length: count }, (_, value) => value).entries();
  }

  @WithParallelContext()
  symbol(): symbol {
    return Symbol.iterator;
  }

  @WithParallelContext()
  sum(values: Iterable<number>): number {
    return [...values].reduce((sum, value) => sum + value, 0);
  }

  @WithParallelContext()
  falsy(value: number): number | string | boolean | null | undefined {
    return [0, '', false, null, undefined][value];
  }

  @WithParallelContext()
  [Symbol.for('hidden')](): number {
    return 1;
  }

  plain(): string {
    return 'never from another thread';
  }
}
