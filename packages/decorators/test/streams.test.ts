import { EventEmitter, errorMonitor } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { SpanStatusCode } from '@opentelemetry/api';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getErrorContext } from '@threadspan/context';
import { load } from './fixtures/load';
import type { Dialect } from './fixtures/load';
import type * as Fixture from './fixtures/lasting';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';
import type { RecordingSdk } from '../../../tools/jest/support/recording-sdk';

let sdk: RecordingSdk;

beforeEach(() => {
  sdk = startSdk();
});
afterEach(stopSdk);

const DIALECTS: Dialect[] = ['experimentalDecorators', 'standard decorators'];

describe.each(DIALECTS)('with %s, the span of a returned stream', (dialect) => {
  const { Lasting } = load<typeof Fixture>('lasting', dialect);

  it('ends when the stream has been read', async () => {
    const stream = new Lasting().stream();
    expect(sdk.names()).toEqual([]);
    expect(await stream.toArray()).toEqual(['a', 'b']);
    expect(sdk.names()).toEqual(['Lasting.stream']);
    expect(sdk.span('Lasting.stream').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('ends when a promised stream has been read', async () => {
    const stream = await new Lasting().givenLater(Readable.from(['a']));
    expect(sdk.names()).toEqual([]);
    await stream.toArray();
    expect(sdk.names()).toEqual(['Lasting.givenLater']);
  });

  it('ends with the error of the stream, which has its context', async () => {
    const error = new RangeError('broken');
    const stream = new Lasting().given(new PassThrough());
    stream.on('error', () => undefined).destroy(error);
    await nextTurn();
    expect(sdk.span('Lasting.given').status).toEqual({ code: SpanStatusCode.ERROR, message: 'broken' });
    expect(getErrorContext(error)?.spanHierarchy.map(({ name }) => name)).toEqual(['Lasting.given']);
  });

  it('ends when the stream is destroyed before its end', async () => {
    const stream = new Lasting().given(new PassThrough());
    stream.destroy();
    await nextTurn();
    expect(sdk.span('Lasting.given').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('ends with the call when the stream has ended already', () => {
    const stream = new PassThrough();
    stream.destroy();
    new Lasting().given(stream);
    expect(sdk.names()).toEqual(['Lasting.given']);
  });

  it('ends with a stream that is not made by Node, and read without an iterator', () => {
    const stream = new Lasting().given(new OtherStream());
    expect(sdk.names()).toEqual([]);
    stream.emit('end');
    expect(sdk.names()).toEqual(['Lasting.given']);
  });

  it('listens to a stream once, however often the method returns it', () => {
    const stream = new PassThrough();
    const lasting = new Lasting();
    for (let call = 0; call < 20; call += 1) lasting.given(stream);
    expect(stream.listenerCount(errorMonitor)).toBe(1);
    expect(sdk.spans()).toHaveLength(19);
    stream.destroy();
  });

  it('leaves the stream alone: it is not started, and its errors are not taken for handled', async () => {
    const stream = new PassThrough();
    expect(new Lasting().given(stream)).toBe(stream);
    expect(stream.listenerCount('error')).toBe(0);
    expect(stream.readableFlowing).toBeNull();
    stream.end('text');
    await stream.toArray();
    await nextTurn();
    expect(stream.listenerCount(errorMonitor)).toBe(0);
  });

  it('ends when a web stream has been read, fails or is cancelled, which it leaves unlocked', async () => {
    const lasting = new Lasting();
    const source = (pull: (controller: ReadableStreamDefaultController) => void) =>
      lasting.given(new ReadableStream({ pull }, { highWaterMark: 0 }));
    const read = source((controller) => {
      controller.close();
    });
    expect([read.locked, sdk.names()]).toEqual([false, []]);
    for await (const chunk of read) expect(chunk).toBeUndefined();
    await nextTurn();
    expect(sdk.names()).toEqual(['Lasting.given']);

    const error = new RangeError('broken');
    const failing = source((controller) => {
      controller.error(error);
    });
    await expect(failing.getReader().read()).rejects.toBe(error);
    await nextTurn();
    expect(sdk.spans()[1]?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'broken' });

    await source(() => undefined).cancel();
    await nextTurn();
    expect(sdk.spans()).toHaveLength(3);
    expect(sdk.spans()[2]?.status.code).toBe(SpanStatusCode.UNSET);
  });
});

// As the package readable-stream has them.
class OtherStream extends EventEmitter {
  pipe<T>(destination: T): T {
    return destination;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    yield 'text';
  }
}
