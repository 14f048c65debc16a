import { context, trace } from '@opentelemetry/api';
import {
  ParallelContext,
  processFileWithContext,
  withCurrentFunction,
  withPhase,
  withSpan,
} from '@threadspan/context';
import {
  describeScope,
  isScopeTextShared,
  observeScopes,
  scopeText,
  setRecordLevel,
} from '@threadspan/context/ports';
import type { Scope } from '@threadspan/context/ports';
import { startSdk, stopSdk } from '../../../tools/jest/support/recording-sdk';
import { tracker } from './tracker';

afterEach(() => {
  observeScopes(undefined);
  setRecordLevel('debug');
  stopSdk();
});

/** Compares the text of each scope that `program` enters with what is said of it, and with those it is like. */
function follow(program: () => void): { texts: Set<string>; shared: number } {
  const known = new Map<Scope, object>();
  const texts = new Set<string>();
  const pairs: (readonly [is: unknown, expected: unknown])[] = [];
  let shared = 0;
  observeScopes((scope) => {
    if (known.has(scope)) return;
    const said = JSON.parse(JSON.stringify(describeScope(scope))) as object;
    for (const [other, saidOfOther] of known) {
      if (!isScopeTextShared(other, scope)) continue;
      shared += 1;
      pairs.push([saidOfOther, said]);
    }
    const text = scopeText(scope);
    pairs.push([text === undefined ? said : JSON.parse(text), said]);
    texts.add(text ?? '');
    known.set(scope, said);
  });
  program();
  observeScopes(undefined);
  for (const [is, expected] of pairs) expect(is).toEqual(expected);
  return { texts, shared };
}

const nothing = () => undefined;

/** Everything twice, as it is with the items of a chunk. */
function work(): void {
  const captured = withSpan('captured "\u0001"', { phase: 'é', attributes: { n: 1, list: ['a', 'b'] } }, () =>
    ParallelContext.capture(),
  );
  const remote = ParallelContext.fromCarrier(captured.toCarrier());
  for (const ctx of [captured, captured, remote, remote]) {
    ctx.run(() => {
      for (const phase of ['p', 'p', 'q']) withSpan('outer', { phase }, () => withSpan('inner', nothing));
      for (const n of [1, 2]) withSpan('counted', { attributes: { n } }, () => withSpan('inner', nothing));
      withSpan('root', { newRoot: true }, () => withCurrentFunction('f', nothing));
    });
    for (const path of ['a', 'b', 'b']) processFileWithContext(path, ctx, nothing);
  }
}

const states = {
  'without an SDK': nothing,
  'with spans that are recorded': () => void startSdk({ processors: [tracker] }),
  'with spans that are too detailed to be recorded': () => {
    startSdk({ processors: [tracker] });
    setRecordLevel('error');
  },
};

describe('the text of a scope', () => {
  it.each(Object.entries(states))('says what is known of the scope, %s', (_state, begin) => {
    begin();
    const { texts } = follow(work);
    expect(texts.size).toBeGreaterThan(10);
  });

  it('is shared by scopes that are made anew for each call, at any depth', () => {
    const call = () => withSpan('a', () => withSpan('b', () => withSpan('c', nothing)));
    const { texts, shared } = follow(() => withSpan('around', () => [call(), call()]));
    expect(texts.size).toBe(5);
    expect(shared).toBe(3);
  });

  it('tells of attributes that were set on a recorded span since it was told of last', () => {
    startSdk({ processors: [tracker] });
    const { texts } = follow(() =>
      withSpan('outer', (span) => {
        setRecordLevel('error');
        for (const n of [1, 2]) {
          span.setAttribute('n', n);
          withSpan('inner', nothing);
          withPhase('p', nothing);
        }
      }),
    );
    for (const n of [1, 2]) {
      expect([...texts].filter((text) => text.includes(`"attributes":{"n":${n}}`))).toHaveLength(2);
    }
  });

  it('tells of attributes that were set on a span of the plain API meanwhile', () => {
    startSdk({ processors: [tracker] });
    const { texts } = follow(() => {
      const span = trace.getTracer('user').startSpan('plain');
      const inside = trace.setSpan(context.active(), span);
      for (const n of [1, 2]) {
        span.setAttribute('n', n);
        context.with(inside, () => withPhase('p', nothing));
      }
    });
    for (const n of [1, 2]) expect([...texts].join()).toContain(`"attributes":{"n":${n}}`);
  });

  it('is left to others where the hierarchy is too deep to be shown whole', () => {
    const deep = (levels: number): void => (levels === 0 ? undefined : withSpan('s', () => deep(levels - 1)));
    const { texts } = follow(() => deep(300));
    expect(texts.has('')).toBe(true);
  });
});
