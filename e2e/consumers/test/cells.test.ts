import { runCells, telltaleCells } from '../consumers.mjs';
import { subsets } from '../subsets.mjs';

const HANGS_AFTER_MS = 20 * 60_000;

let run: ReturnType<typeof runCells>;
beforeAll(() => {
  run = runCells(telltaleCells);
});
afterAll(async () => {
  await Promise.all([...run.installations, ...run.cells].map(({ result }) => result));
  run.remove();
}, HANGS_AFTER_MS);

describe.each(subsets)('the subset $name', (subset) => {
  it(
    `installs ${subset.tree.length} packages, those it needs`,
    async () => {
      const installation = run.installations.find((installation) => installation.subset === subset);
      expect(await installation?.result).toEqual({ passed: true, packages: subset.tree.length });
    },
    HANGS_AFTER_MS,
  );

  const served = telltaleCells
    .filter((cell) => cell.subset === subset && cell.stack.without?.(subset) === undefined)
    .map(({ stack }) => stack);
  it.each(served)(
    'works with $name',
    async (stack) => {
      const cell = run.cells.find((cell) => cell.subset === subset && cell.stack === stack);
      expect(await cell?.result).toEqual({ passed: true });
    },
    HANGS_AFTER_MS,
  );
});
