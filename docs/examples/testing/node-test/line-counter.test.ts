import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
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

const source = new URL('../line-counter.ts', import.meta.url);
const workerEntry = new URL('../worker.mjs', import.meta.url);
const path = fileURLToPath(source);

const trace = inMemoryTrace();
const tracing = initTracing({ spanProcessors: [trace] });
beforeEach(() => trace.clear());
after(() => tracing.shutdown());

for (const [where, workers] of executionModes) {
  describe(`a LineCounter ${where}`, () => {
    const executor = createExecutor({ workers, workerEntry });
    after(() => executor.close());

    it('counts each file in a span of its own', async () => {
      const counter = await executor.spawn(LineCounter, { module: source });
      const { value, progress } = await observe(() =>
        withSpan('report', () => executor.parIter([path, path]).mapWithContext(counter.count).collect()),
      );
      assert.deepEqual(value, [12, 12]);
      assert.equal(progress.processed, 2);
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
      expectErrorContext(error).toMatch({
        phase: 'parsing',
        currentFile: 'missing.ts',
        traceId: /^[0-9a-f]{32}$/,
        spanHierarchy: ['process_file'],
      });
      expectSpanTree(spans).toMatch({ name: 'process_file', status: 'ERROR', events: ['exception'] });
    });
  });
}
