import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '@threadspan/packaging';
import { runCell } from './cell.mjs';
import { installSubset, installTools } from './install.mjs';
import { lanes } from './lanes.mjs';
import { stacks } from './stacks.mjs';
import { subsets } from './subsets.mjs';
import { treeProblems } from './tree-problems.mjs';

/**
 * Packs the packages, installs the subsets of the chosen cells into throw-away projects and runs their programs, two
 * cells at a time. Nothing waits for a cell: its result is a promise.
 *
 * @param {{ subset: object, stack: object }[]} cells as `allCells` has them
 */
export function runCells(cells) {
  const folder = mkdtempSync(join(tmpdir(), 'consumers-'));
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  process.on('exit', remove);
  const inLane = lanes(2);
  const tarballs = pack(join(folder, 'tarballs'));
  const tools = join(folder, 'tools');
  const wanted = [...new Set(cells.map(({ subset }) => subset))];
  const projects = new Map(wanted.map((subset) => [subset, inLane(() => project(subset))]));
  const needsTools = cells.some(({ stack }) => stack.tools.length > 0);
  const toolsInstalled = needsTools ? inLane(() => installTools(tools)) : undefined;
  // A failure is that of every cell that asks for tools.
  toolsInstalled?.catch(() => undefined);

  async function project(subset) {
    const path = join(folder, subset.name);
    const tree = await installSubset(subset, await tarballs, path);
    return { path, tree };
  }

  // A lane is not kept waiting: what a cell needs is there before it asks for one.
  async function outcome({ subset, stack }) {
    const reason = stack.without?.(subset);
    if (reason !== undefined) return { reason };
    // Said once, of the subset: without a network, it would be said of each cell there is.
    const project = await projects.get(subset).catch(() => undefined);
    if (project === undefined) return { passed: false, output: `${subset.name} is not installed, see there` };
    try {
      const { path } = project;
      if (stack.tools.length > 0) await toolsInstalled;
      const places = { project: path, tools, tarballs: await tarballs };
      await inLane(() => runCell(subset, stack, places));
      return { passed: true };
    } catch (error) {
      return { passed: false, output: error.message };
    }
  }

  async function installation(subset) {
    try {
      const { tree } = await projects.get(subset);
      const problems = treeProblems(tree, subset.tree);
      if (problems !== undefined) return { passed: false, packages: tree.length, output: problems };
      return { passed: true, packages: tree.length };
    } catch (error) {
      return { passed: false, output: error.message };
    }
  }

  return {
    installations: wanted.map((subset) => ({ subset, result: installation(subset) })),
    cells: cells.map((cell) => ({ ...cell, result: outcome(cell) })),
    /** Removes the projects, once nothing runs in them any more. They go with this process, too. */
    remove,
  };
}

/** Every subset on every stack. */
export const allCells = subsets.flatMap((subset) => stacks.map((stack) => ({ subset, stack })));

/**
 * The cells without which the others say nothing new: all packages on every stack, and each smaller subset where nothing
 * is found that it lacks.
 */
export const telltaleCells = allCells.filter(
  ({ subset, stack }) => subset === subsets.at(-1) || stack.isStrict === true,
);
