import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ParallelContext, getSpanHierarchy, withSpan } from '@threadspan/context';
import { stopSdk } from '../../../tools/jest/support/recording-sdk';
import { tracker } from './tracker';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

afterEach(stopSdk);

/** Opens `depth` spans inside each other, each in a turn of its own, as a timer does that sets itself again. */
async function chain(depth: number, seen: (kept: object) => void): Promise<ParallelContext> {
  let ctx = ParallelContext.capture();
  for (let level = 1; level <= depth; level += 1) {
    const attributes = { level };
    ctx = ctx.run(() =>
      withSpan(String(level), { attributes }, (span) => {
        seen(span.isRecording() ? span : attributes);
        return ParallelContext.capture();
      }),
    );
  }
  await nextTurn();
  return ctx;
}

describe.each([
  ['without an SDK', () => undefined],
  ['with an SDK', () => new NodeTracerProvider().register()],
  ['with an SDK that tracks spans', () => new NodeTracerProvider({ spanProcessors: [tracker] }).register()],
])('a chain of spans that never ends, %s', (_, start) => {
  it('keeps nothing of its middle in memory', async () => {
    start();
    const refs: WeakRef<object>[] = [];
    const innermost = await chain(3_000, (kept) => refs.push(new WeakRef(kept)));
    collectGarbage();
    const alive = refs.filter((ref) => ref.deref() !== undefined).length;
    expect(alive).toBeLessThan(600);
    expect(innermost.spanHierarchy).toHaveLength(256);
  });

  it('still says how many spans were left out, and shows the others as they were', async () => {
    start();
    const innermost = await chain(3_000, () => undefined);
    const frames = innermost.run(() => withSpan('last', getSpanHierarchy));
    const levels = frames.map(({ attributes }) => attributes?.['level']);
    expect(levels.slice(0, 128)).toEqual(Array.from({ length: 128 }, (_, index) => index + 1));
    expect(frames[128]).toEqual({ name: '… 2746 spans …', omitted: 2_746 });
    expect(levels.slice(129)).toEqual([
      ...Array.from({ length: 126 }, (_, index) => index + 2_875),
      undefined,
    ]);
  });
});
