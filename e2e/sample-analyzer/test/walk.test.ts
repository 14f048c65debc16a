import { Worker } from 'node:worker_threads';
import { analyzeSource } from '../dist/metrics/file-metrics.js';
import { NESTED_TOO_DEEPLY } from '../dist/metrics/parse.js';

const sources: Record<string, (depth: number) => string> = {
  'operands of one chain': (depth) => `function f() { return a${' + a'.repeat(depth)}; }`,
  'operators of one sequence': (depth) => `function f() { return a${' && a'.repeat(depth)}; }`,
  'else ifs': (depth) => `function f() { if (a) b(); ${'else if (a) b();'.repeat(depth)} }`,
  'chained calls': (depth) => `function f() { a${'.b()'.repeat(depth)}; }`,
  'chained assignments': (depth) => `function f() { ${'a.b = '.repeat(depth)}1; }`,
  'nested arrays': (depth) => `function f() { return ${'['.repeat(depth)}${']'.repeat(depth)}; }`,
  'nested callbacks': (depth) => `${'f(() => {'.repeat(depth)}${'});'.repeat(depth)}`,
  'nested blocks': (depth) => '{'.repeat(depth) + '}'.repeat(depth),
};

const depths = [20, 100, 500, 1_000, 5_000];
const allSources = Object.values(sources).flatMap((source) => depths.map(source));

describe('depth', () => {
  it.each([
    ['operands of one chain', 1_000],
    ['operators of one sequence', 1_000],
    ['else ifs', 900],
    ['chained calls', 20_000],
    ['chained assignments', 500],
    ['nested arrays', 100],
    ['nested callbacks', 25],
    ['nested blocks', 100],
  ])('may be as large as real code has it: %s, %i', (kind, depth) => {
    expect(analyzeSource('a.js', sources[kind]!(depth))).toHaveProperty('functions');
  });

  it('counts every level of a long chain', () => {
    expect(analyzeSource('a.js', sources['operators of one sequence']!(1_000))).toMatchObject({
      functions: [{ cyclomatic: 1_001, cognitive: 1 }],
    });
    expect(analyzeSource('a.js', sources['else ifs']!(900))).toMatchObject({
      functions: [{ cyclomatic: 902, cognitive: 901, nesting: 1 }],
    });
  });

  it.each(Object.entries(sources).filter(([kind]) => kind !== 'chained calls'))(
    'ends in a clear reason where it is absurd: %s',
    (_, source) => {
      expect(analyzeSource('a.js', source(100_000))).toEqual({ path: 'a.js', skipped: NESTED_TOO_DEEPLY });
    },
  );

  it('has the same limit whatever the size of the stack', async () => {
    const program = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.url).then(({ analyzeSource }) => {
        parentPort.postMessage(workerData.sources.map((source) => analyzeSource('a.ts', source)));
      });
    `;
    const worker = new Worker(program, {
      eval: true,
      workerData: {
        url: new URL('../dist/metrics/file-metrics.js', import.meta.url).href,
        sources: allSources,
      },
      resourceLimits: { stackSizeMb: 64 },
    });
    const there = await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    await worker.terminate();
    expect(there).toEqual(allSources.map((source) => analyzeSource('a.ts', source)));
  });
});
