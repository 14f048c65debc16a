import { runCells } from '../consumers.mjs';
import { stacks } from '../stacks.mjs';
import { subsets } from '../subsets.mjs';

it('why a subset can not be installed is said once, and not of each of its cells', async () => {
  const subset = { ...subsets[0]!, peers: ['file:./nowhere.tgz'] };
  const run = runCells(stacks.slice(0, 2).map((stack) => ({ subset, stack })));
  try {
    const [installation] = await Promise.all(run.installations.map(({ result }) => result));
    expect(installation).toMatchObject({ passed: false, output: expect.stringContaining('nowhere.tgz') });
    const output = 'context is not installed, see there';
    for (const { result } of run.cells) expect(await result).toEqual({ passed: false, output });
  } finally {
    run.remove();
  }
});
