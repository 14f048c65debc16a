import * as fc from 'fast-check';
import { getErrorContext, withSpan } from '@threadspan/context';
import type { Executor, Failure, ParallelIterator, Remote } from '@threadspan/executor';
import { gather, slowly } from './iterate';
import { start, stopAll } from './start';
import type { Analyzer } from './workers/dist/analyzer.js';

afterAll(stopAll);

const STAGES = {
  double: (chain: Chain, { double }: Remote<Analyzer>) => chain.map(double),
  doubleWithContext: (chain: Chain, { double }: Remote<Analyzer>) => chain.mapWithContext(double),
  evenOnly: (chain: Chain, { evenOnly }: Remote<Analyzer>) => chain.filterMap(evenOnly),
  evenOnlyWithContext: (chain: Chain, { evenOnly }: Remote<Analyzer>) => chain.filterMapWithContext(evenOnly),
  repeat: (chain: Chain, { repeat }: Remote<Analyzer>) => chain.flatMap(repeat),
  repeatWithContext: (chain: Chain, { repeat }: Remote<Analyzer>) => chain.flatMapWithContext(repeat),
  addAll: (chain: Chain, { addAll }: Remote<Analyzer>) => chain.mapWithContext(addAll, { shared: [1, 2] }),
  lower: (chain: Chain, { addAll }: Remote<Analyzer>) => chain.map(addAll, { shared: [-5] }),
  positiveOnly: (chain: Chain, { positiveOnly }: Remote<Analyzer>) => chain.map(positiveOnly),
  positiveOnlyWithContext: (chain: Chain, { positiveOnly }: Remote<Analyzer>) =>
    chain.mapWithContext(positiveOnly),
  unclonable: (chain: Chain, { unclonableWhenOdd }: Remote<Analyzer>) =>
    chain.map(unclonableWhenOdd) as Chain,
};

type Chain = ParallelIterator<number>;

interface Plan {
  readonly items: readonly number[];
  readonly stages: readonly (keyof typeof STAGES)[];
  readonly how: 'collect' | 'stream' | 'first failure';
  readonly isAsync: boolean;
  readonly chunkSize: number | undefined;
}

const stage = fc.constantFrom(...(Object.keys(STAGES) as (keyof typeof STAGES)[]));
const plan: fc.Arbitrary<Plan> = fc.record({
  items: fc.array(fc.integer({ min: -2, max: 6 }), { maxLength: 12 }),
  stages: fc.array(stage, { minLength: 1, maxLength: 4 }),
  how: fc.constantFrom('collect', 'stream', 'first failure'),
  isAsync: fc.boolean(),
  chunkSize: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
});

type Mode = Awaited<ReturnType<typeof start>>;

/** What comes of the plan, as far as it has to be the same wherever it runs. */
async function outcomesOf({ executor, analyzer }: Mode, one: Plan): Promise<unknown> {
  const chain = withSpan('root', () => build(executor, analyzer, one));
  const options = one.chunkSize === undefined ? {} : { chunkSize: one.chunkSize };
  if (one.how === 'first failure') {
    return gather(chain.stream(options)).catch((error: unknown) => describeError(error));
  }
  if (one.how === 'collect') {
    const { values, failures } = await chain.collect({ ...options, failures: 'collect' });
    return { values, failures: failures.map(describeFailure) };
  }
  const outcomes = await gather(chain.stream({ ...options, failures: 'collect' }));
  return outcomes.map((outcome) => (outcome.status === 'rejected' ? describeFailure(outcome) : outcome));
}

function build(executor: Executor, analyzer: Remote<Analyzer>, { items, stages, isAsync }: Plan): Chain {
  const input: Chain = isAsync ? executor.parBridge(slowly(items)) : executor.parIter(items);
  return stages.reduce((chain, name) => STAGES[name](chain, analyzer), input);
}

function describeFailure({ index, input, error }: Failure): unknown {
  return { index, input, ...describeError(error) };
}

function describeError(error: unknown): object {
  const { worker: _worker, ...where } = getErrorContext(error) ?? {};
  const { name, message, code } = error as Error & { readonly code?: string };
  return { name, message, code, where };
}

it('gives every chain the same outcomes in this thread and in workers', async () => {
  const here = await start({ workers: 0 });
  const there = await start({ workers: 2 });
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(plan, async (one) => {
      const [own, expected] = await Promise.all([outcomesOf(here, one), outcomesOf(there, one)]);
      expect(own).toEqual(expected);
      if (JSON.stringify(own).includes('"message"')) failures += 1;
    }),
    { numRuns: 150, endOnFailure: true },
  );
  expect(failures).toBeGreaterThan(0);
  expect([here, there].map(({ executor }) => executor.stats().jobs)).toEqual([
    { waiting: 0, running: 0 },
    { waiting: 0, running: 0 },
  ]);
}, 300_000);
