import { SpanStatusCode } from '@opentelemetry/api';
import { WithParallelContext } from '@threadspan/decorators';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';

afterEach(stopSdk);

class Nested {
  @WithParallelContext()
  outer(thrown: unknown): void {
    this.middle(thrown);
  }

  @WithParallelContext({ level: 'info' })
  middle(thrown: unknown): void {
    this.inner(thrown);
  }

  @WithParallelContext()
  inner(thrown: unknown): never {
    throw thrown;
  }

  @WithParallelContext()
  async outerLater(thrown: unknown): Promise<void> {
    await this.innerLater(thrown);
  }

  @WithParallelContext()
  async innerLater(thrown: unknown): Promise<never> {
    await Promise.resolve();
    throw thrown;
  }

  @WithParallelContext()
  handles(thrown: unknown): void {
    try {
      this.inner(thrown);
    } catch {
      // Handled.
    }
  }
}

describe.each([
  ['an error', new RangeError('boom')],
  ['a text', 'boom'],
])('%s that passes several spans', (_what, thrown) => {
  it('fails each of them, and is recorded as an exception on the innermost', () => {
    const sdk = startSdk();
    expect(() => {
      new Nested().outer(thrown);
    }).toThrow();
    expect(sdk.names()).toEqual(['Nested.inner', 'Nested.middle', 'Nested.outer']);
    for (const { status } of sdk.spans())
      expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'boom' });
    expect(sdk.spans().map(({ events }) => events.length)).toEqual([1, 0, 0]);
  });
});

it('an error that is thrown anew is recorded anew', async () => {
  const sdk = startSdk();
  const fail = () => new Nested().outerLater(new RangeError('boom')).catch(() => undefined);
  await fail();
  await fail();
  expect(sdk.spans().map(({ events }) => events.length)).toEqual([1, 0, 1, 0]);
});

it('a primitive that is thrown twice is recorded twice', async () => {
  const sdk = startSdk();
  await new Nested().outerLater('boom').catch(() => undefined);
  await new Nested().outerLater('boom').catch(() => undefined);
  expect(sdk.spans().map(({ events }) => events.length)).toEqual([1, 0, 1, 0]);
});

it('a span whose method handles the error has not failed', () => {
  const sdk = startSdk();
  new Nested().handles(new Error('boom'));
  expect(sdk.span('Nested.handles').status.code).toBe(SpanStatusCode.UNSET);
  expect(sdk.span('Nested.inner').status.code).toBe(SpanStatusCode.ERROR);
});
