import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { withSpan } from '@threadspan/context';
import { createExecutor } from '@threadspan/executor';
import {
  executionModes,
  expectErrorContext,
  expectSpanTree,
  inMemoryTrace,
  observe,
} from '@threadspan/testing';
import { initTracing } from '@threadspan/tracing';
import { LineCounter } from '../line-counter.js';

const source = require.resolve('../line-counter');
const workerEntry = require.resolve('../worker.mjs');
const path = source;

const trace = inMemoryTrace();
const tracing = initTracing({ spanProcessors: [trace] });
beforeEach(() => trace.clear());
afterAll(() => tracing.shutdown());

describe.each(executionModes)('a LineCounter %s', (_, workers) => {
  const executor = createExecutor({ workers, workerEntry });
  afterAll(() => executor.close());

  it('counts each file in a span of its own', async () => {
    const counter = await executor.spawn(LineCounter, { module: source });
    const { value, progress } = await observe(() =>
      withSpan('report', () => executor.parIter([path, path]).mapWithContext(counter.count).collect()),
    );
    expect(value).toEqual([12, 12]);
    expect(progress).toMatchObject({ processed: 2, failed: 0 });
    expectSpanTree(trace).toBeOneTrace();
    expectSpanTree(trace).toMatch(`
      report
        process_file × 2
          split
    `);
  });

  it('says which file could not be read', async () => {
    const counter = await executor.spawn(LineCounter, { module: source });
    const { error, spans } = await observe(() => counter.count('missing.ts'), { trace });
    expect(error).toMatchObject({ code: 'ENOENT' });
    expectErrorContext(error).toMatch({
      phase: 'parsing',
      currentFile: 'missing.ts',
      traceId: expect.any(String),
      spanHierarchy: ['process_file'],
    });
    expectSpanTree(spans).toMatch({ name: 'process_file', status: 'ERROR', events: ['exception'] });
  });
});
