import { startCollector } from './otlp-collector';
import type { Collector, OtlpSpan } from './otlp-collector';
import { runProgram } from './run-program';

/** Runs the program whose tracing is set up by variables alone, and gives what a real collector got of it. */
async function collect(variables: NodeJS.ProcessEnv = {}) {
  await using collector: Collector = await startCollector();
  const { stdout, stderr } = await runProgram('traced.cjs', {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_LOG_LEVEL: 'warn',
    ...variables,
  });
  const named = (name: string): OtlpSpan => {
    const found = collector.spans.filter((span) => span.name === name);
    if (found[0] && found.length === 1) return found[0];
    throw new Error(`Expected one span ${name}, got ${collector.spans.map((span) => span.name).join()}`);
  };
  const { spans, contentTypes } = collector;
  const printed = JSON.parse(stdout) as { hierarchy: string[]; fields: string[] };
  return { spans, contentTypes, named, stderr, ...printed };
}

const names = ['Analyzer.everything', 'Analyzer.plain', 'everything', 'fails', 'plain', 'root'];
const hierarchy = ['root', 'Analyzer.plain', 'plain'];

describe('an OTLP exporter on the main thread', () => {
  let outcome: Awaited<ReturnType<typeof collect>>;

  beforeAll(async () => {
    outcome = await collect({ OTEL_SERVICE_NAME: 'debtscan' });
  });

  it('sends the spans of all threads as one trace', () => {
    expect(outcome.contentTypes).toContain('application/x-protobuf');
    expect(outcome.spans.map(({ name }) => name).sort()).toEqual(names);
    expect(new Set(outcome.spans.map(({ traceId }) => traceId)).size).toBe(1);
    const { named } = outcome;
    expect(named('plain').parentSpanId).toBe(named('Analyzer.plain').spanId);
    expect(named('Analyzer.plain').parentSpanId).toBe(named('root').spanId);
    expect(named('root').parentSpanId).toBe('');
  });

  it('sends links, events, status, times, scope and attributes of a span that a worker made', () => {
    const span = outcome.named('everything');
    expect(span).toMatchObject({
      kind: 3, // client
      startTimeUnixNano: '1700000000000000005',
      endTimeUnixNano: '1700000002000000009',
      status: { code: 2, message: 'as asked' },
      scope: { name: 'user-lib', version: '1.2.3' },
      schemaUrl: 'https://example.org/schema',
      events: [{ name: 'half way', timeUnixNano: '1700000001000000007', attributes: { percent: 50 } }],
      links: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: { why: 'test' } }],
    });
    expect(span.attributes).toEqual({
      text: 'a',
      list: [1, 2],
      'thread.name': 'a name of the user',
      'thread.id': expect.any(Number) as number,
    });
  });

  it('sends the exception of a method that failed in a worker', () => {
    const { status, events } = outcome.named('fails');
    expect(status).toEqual({ code: 2, message: 'too far' });
    expect(events).toHaveLength(1);
    expect(events[0]?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'too far',
      'exception.stacktrace': expect.stringContaining('analyzer.js') as string,
    });
  });

  it('sends one resource for all threads', () => {
    for (const { resource } of outcome.spans) expect(resource).toEqual(outcome.spans[0]?.resource);
    expect(outcome.spans[0]?.resource).toMatchObject({
      'service.name': 'debtscan',
      'telemetry.sdk.language': 'nodejs',
    });
  });
});

describe('the variable', () => {
  it('OTEL_RESOURCE_ATTRIBUTES adds to the resource of all threads', async () => {
    const { spans } = await collect({
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.name=ignored',
      OTEL_SERVICE_NAME: 'named',
    });
    for (const { resource } of spans) {
      expect(resource).toMatchObject({ 'deployment.environment.name': 'test', 'service.name': 'named' });
    }
    expect(spans).toHaveLength(names.length);
  });

  it.each([
    ['always_off', '', 0],
    ['parentbased_always_off', '', 0],
    ['traceidratio', '0', 0],
    ['parentbased_traceidratio', '0', 0],
    ['parentbased_traceidratio', '1', names.length],
    ['always_on', '', names.length],
  ])(
    'OTEL_TRACES_SAMPLER=%s with the argument "%s" samples, and the hierarchy is whole',
    async (name, arg, count) => {
      const {
        spans,
        hierarchy: seen,
        stderr,
      } = await collect({
        OTEL_TRACES_SAMPLER: name,
        ...(arg ? { OTEL_TRACES_SAMPLER_ARG: arg } : {}),
      });
      expect(spans).toHaveLength(count);
      expect(seen).toEqual(hierarchy);
      expect(stderr).toBe('');
    },
  );

  it.each([
    ['OTEL_TRACES_SAMPLER', 'sometimes', /OTEL_TRACES_SAMPLER=sometimes is not known/],
    ['OTEL_PROPAGATORS', 'tracecontext,pigeon', /OTEL_PROPAGATORS has pigeon/],
    ['OTEL_TRACES_EXPORTER', 'otlp,pigeon', /OTEL_TRACES_EXPORTER has pigeon/],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'pigeon', /http\/protobuf, http\/json, grpc, got pigeon/],
  ])('%s=%s goes on with the default, and says so', async (name, value, message) => {
    const { spans, stderr } = await collect({ [name]: value });
    expect(spans).toHaveLength(names.length);
    expect(stderr).toMatch(message);
  });

  it.each([
    ['tracecontext', ['traceparent']],
    ['b3', ['b3', 'traceparent']],
    ['b3multi', ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'traceparent']],
    ['jaeger,baggage', ['uber-trace-id', 'traceparent']],
  ])('OTEL_PROPAGATORS=%s carries contexts in its fields, and in our own', async (value, expected) => {
    const { fields, spans } = await collect({ OTEL_PROPAGATORS: value });
    expect(fields).toEqual(expected);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it('OTEL_PROPAGATORS=none keeps one trace all the same', async () => {
    const { spans } = await collect({ OTEL_PROPAGATORS: 'none' });
    expect(spans).toHaveLength(names.length);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT cuts attributes in all threads', async () => {
    const { named } = await collect({ OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '7' });
    expect(named('root').attributes['long']).toBe('xxxxxxx');
    expect(named('everything').attributes['thread.name']).toBe('a name ');
  });

  it('OTEL_SPAN_EVENT_COUNT_LIMIT leaves events out in all threads', async () => {
    const { named } = await collect({ OTEL_SPAN_EVENT_COUNT_LIMIT: '0' });
    expect([named('root').events, named('everything').events]).toEqual([[], []]);
  });

  it.each(['true', 'TRUE'])('OTEL_SDK_DISABLED=%s leaves the hierarchy alone', async (value) => {
    const { spans, hierarchy: seen } = await collect({ OTEL_SDK_DISABLED: value });
    expect(spans).toEqual([]);
    expect(seen).toEqual(['root', 'Analyzer.plain']);
  });

  it('OTEL_TRACES_EXPORTER=console prints the spans of all threads', async () => {
    const { stdout } = await runProgram('traced.cjs', { OTEL_TRACES_EXPORTER: 'console' });
    for (const name of names) expect(stdout).toContain(`name: '${name}'`);
  });

  it('OTEL_TRACES_EXPORTER=none, or no variable, exports nothing', async () => {
    for (const variables of [{}, { OTEL_TRACES_EXPORTER: 'none' }]) {
      expect(await runProgram('traced.cjs', variables)).toEqual({
        stdout: `${JSON.stringify({ hierarchy, fields: ['traceparent'] })}\n`,
        stderr: '',
      });
    }
  });
});
