import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ParallelContext, getErrorContext, withPhase, withSpan } from '@threadspan/context';
import { readWorkerActivity } from '@threadspan/context/ports';
import type { WorkerActivity } from '@threadspan/context/ports';
import { rejectionOf } from '../../../tools/jest/support/rejection-of';
import { start, stopAll } from './start';
import { Recorder } from './workers/dist/recorder.js';

afterEach(stopAll);

describe('what is known of a worker that died without a word', () => {
  /** Loses the worker inside so many spans of such names. */
  async function lose(depth: number, name: string, path: string): Promise<unknown> {
    const { analyzer } = await start();
    let ctx = withPhase(name, () => ParallelContext.capture());
    for (let level = 1; level <= depth; level += 1) {
      ctx = ctx.run(() => withSpan(`${level} ${name}`, () => ParallelContext.capture()));
    }
    return ctx.run(() => rejectionOf(analyzer.work(path)));
  }

  it.each([
    ['a name', 'x'],
    ['three bytes a character', '目'],
    ['six bytes a character in JSON', '\u0001'],
  ])('is the file, its phase and both ends of a deep hierarchy, with %s', async (_what, character) => {
    const long = character.repeat(3_000);
    const file = `${character.repeat(200)}!exit`;
    const context = getErrorContext(await lose(300, long, `/src/${long}/${file}`));
    expect(context?.currentFile).toMatch(/^\/src\/.+…\[\d+ characters\]…/);
    expect(context?.currentFile?.endsWith(`/${file}`)).toBe(true);
    expect(context?.phase).toContain('characters]');
    const names = context?.spanHierarchy.map((frame) => frame.name.split(' ')[0]);
    expect(names?.slice(0, 8)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(names?.slice(9)).toEqual(['295', '296', '297', '298', '299', '300', 'process_file']);
    expect(context?.spanHierarchy[8]).toEqual({ name: '… 286 spans …', omitted: 286 });
  });

  it('is whole where it is short', async () => {
    const context = getErrorContext(await lose(20, 'step', 'a!exit'));
    expect(context).toMatchObject({ phase: 'step', currentFile: 'a!exit' });
    expect(context?.spanHierarchy).toHaveLength(21);
    expect(context?.spanHierarchy.at(-1)?.attributes).toEqual({ 'file.path': 'a!exit' });
  });
});

describe('what is read of workers that go on writing', () => {
  const READS = 30_000;

  /** The item and turn that all parts of the reading agree on; `undefined` while it is in no scope of an item. */
  function tagOf({ phase, currentFunction, currentFile, spanHierarchy }: WorkerActivity): string | undefined {
    const [call, span, file] = spanHierarchy;
    const parts = {
      phase,
      function: currentFunction,
      file: currentFile,
      span: span?.name,
    };
    const tags = new Set(
      Object.entries(parts).flatMap(([kind, text]) => (text === undefined ? [] : [untagged(kind, text)])),
    );
    if (file) tags.add(untagged('file', String(file.attributes?.['file.path'])));
    if (tags.size > 1) throw new Error(`torn: ${[...tags].join(' and ')}`);
    const item = call?.attributes?.['item'];
    const [tag] = tags;
    if (tag && !tag.startsWith(`${String(item)}.`)) throw new Error(`torn: ${tag} of item ${String(item)}`);
    return tag ?? (item === undefined ? undefined : String(item));
  }

  function untagged(kind: string, text: string): string {
    if (!text.startsWith(`${kind} `)) throw new Error(`torn: ${kind} is ${text}`);
    return text.slice(kind.length + 1);
  }

  it('belongs together, in each of 30,000 readings', async () => {
    const { executor } = await start();
    const recorder = await executor.spawn(Recorder, {
      module: join(__dirname, 'workers/dist/recorder.js'),
      args: [],
    });
    let isEnough = false;
    function* items() {
      for (let item = 0; !isEnough; item += 1) yield item;
    }
    const churning = executor.parIter(items()).map(recorder.churn).collect();
    const tags = new Set<string>();
    const sinceOf = new Map<string, number>();
    const take = (activity: WorkerActivity, place?: number) => {
      const tag = tagOf(activity);
      if (tag === undefined) return;
      tags.add(tag);
      const item = tag.split('.')[0]!;
      const since = sinceOf.get(item) ?? activity.since!;
      sinceOf.set(item, since);
      if (since !== activity.since)
        throw new Error(`torn: item ${item} since ${since} and ${activity.since}`);
      if (place !== undefined && item !== String(place)) throw new Error(`torn: item ${item} at ${place}`);
    };
    // Until enough has been written meanwhile, too, however slow the workers are.
    for (let reads = 0; reads < READS || tags.size < 100 || sinceOf.size < 20; reads += 2) {
      for (const { activity, item } of executor.stats().workers) if (activity) take(activity, item);
      for (const activity of readWorkerActivity()) take(activity);
      if (reads % 500 === 0) await nextTurn();
    }
    isEnough = true;
    const done = await churning;
    expect(done).toEqual(done.map((_, index) => index));
  });
});
