import { withWorkerSpans } from '@threadspan/tracing';
import { programPath, runProgram } from './run-program';

interface Span {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string | undefined;
  readonly thread?: string;
  readonly path?: string;
  readonly service: string;
  readonly host: string;
}

interface Outcome {
  readonly hierarchy: string[];
  readonly spans: Span[];
}

// A NodeSDK would wait for a collector of metrics at its end.
const NO_METRICS = { OTEL_METRICS_EXPORTER: 'none' };
const SERVER = 1;
const CLIENT = 2;

function oneOf(spans: readonly Span[], wanted: Partial<Span>): Span {
  const keys = Object.keys(wanted) as (keyof Span)[];
  const found = spans.filter((span) => keys.every((key) => span[key] === wanted[key]));
  if (found[0] && found.length === 1) return found[0];
  throw new Error(`Expected one span ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
}

describe('a program with a NodeSDK of its own and instrumented http', () => {
  const runIt = async (...nodeOptions: string[]) =>
    JSON.parse((await runProgram('own-sdk.cjs', NO_METRICS, nodeOptions)).stdout) as Outcome;

  it('gets the spans of its workers, below the spans that were made automatically', async () => {
    const { hierarchy, spans } = await runIt();
    const request = oneOf(spans, { kind: CLIENT, parent: undefined });
    const handler = oneOf(spans, { kind: SERVER, path: '/analyze', parent: request.spanId });
    const file = oneOf(spans, { name: 'process_file', thread: 'worker 1', parent: handler.spanId });
    const method = oneOf(spans, { name: 'Analyzer.plain', parent: handler.spanId });
    oneOf(spans, { name: 'plain', thread: 'worker 1', parent: method.spanId });
    expect(new Set([request, handler, file, method].map(({ traceId }) => traceId)).size).toBe(1);
    expect(hierarchy).toEqual(['GET', 'Analyzer.plain', 'plain']);
  });

  it('has its own resource on the spans of the workers', async () => {
    const { spans } = await runIt();
    const handler = oneOf(spans, { name: 'GET', path: '/analyze', kind: SERVER });
    expect(handler.host).toBeTruthy();
    expect(oneOf(spans, { name: 'process_file' })).toMatchObject({ service: 'own-sdk', host: handler.host });
  });

  it('instruments the workers too when its set-up runs in every thread, and exports from the main thread', async () => {
    const { spans } = await runIt('--require', programPath('own-sdk-set-up.cjs'));
    const file = oneOf(spans, { name: 'process_file', thread: 'worker 1' });
    const download = oneOf(spans, { name: 'GET', kind: CLIENT, thread: 'worker 1', parent: file.spanId });
    const page = oneOf(spans, { name: 'GET', kind: SERVER, path: '/page', parent: download.spanId });
    expect(page.traceId).toBe(file.traceId);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans).toHaveLength(7);
  });
});

describe('a set-up file that runs in every thread', () => {
  const runIt = async (kind: string, more: NodeJS.ProcessEnv = {}) => {
    const variables = { SET_UP: kind, OTEL_LOG_LEVEL: 'warn', ...NO_METRICS, ...more };
    const options = ['--require', programPath('preloaded-set-up.cjs')];
    const { stdout, stderr } = await runProgram('preloaded.cjs', variables, options);
    // An SDK that has to find out about its host first exports the spans of both threads in any order.
    return { spans: stdout.split('\n').filter(Boolean).sort(), stderr };
  };
  const all = ['main: process_file', 'main: root', 'main: step of a.ts'];

  it.each(['initTracing', 'withWorkerSpans', 'NodeSDK', 'NodeSDK on the main thread', 'two processors'])(
    'exports every span once, on the main thread, with %s',
    async (kind) => {
      expect(await runIt(kind)).toEqual({ spans: all, stderr: '' });
    },
  );

  it.each(['initTracing', 'NodeSDK', 'NodeSDK on the main thread'])(
    'exports nothing when OTEL_SDK_DISABLED is set, with %s',
    async (kind) => {
      expect(await runIt(kind, { OTEL_SDK_DISABLED: 'true' })).toEqual({ spans: [], stderr: '' });
    },
  );

  it('exports every span once where the workers wrap a processor and start no SDK', async () => {
    expect(await runIt('NodeSDK', { MAIN_ONLY: 'true' })).toEqual({ spans: all, stderr: '' });
  });

  it('leaves the spans to an SDK that a worker has and nobody wrapped', async () => {
    const { spans } = await runIt('mixed');
    expect(spans).toEqual(['main: root', 'worker: process_file', 'worker: step of a.ts']);
  });
});

describe('withWorkerSpans', () => {
  it.each([
    ['an exporter', { export: () => undefined, shutdown: async () => {} }, /BatchSpanProcessor/],
    ['nothing', undefined, /got undefined/],
    ['a list with a hole', [null], /got null/],
  ])('refuses %s', (_what, processor, message) => {
    expect(() => withWorkerSpans(processor as never)).toThrow(message);
    expect(() => withWorkerSpans(processor as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  it.each([-1, NaN, '500', null])('refuses the timeout %p', (flushTimeout) => {
    expect(() => withWorkerSpans([], { flushTimeout: flushTimeout as never })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});
