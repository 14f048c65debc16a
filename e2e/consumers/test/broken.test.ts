import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from '@threadspan/packaging';
import { runCell } from '../cell.mjs';
import { installSubset } from '../install.mjs';
import { stacks } from '../stacks.mjs';
import { subsets } from '../subsets.mjs';
import { treeProblems } from '../tree-problems.mjs';
import { breakPackage } from './break-package.mjs';

// The compiler is that of the workspace.
const tools = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'broken-packages-'));
const named = <T extends { name: string }>(things: T[], name: string) =>
  things.find((thing) => thing.name === name)!;
let tarballs: Awaited<ReturnType<typeof pack>>;

beforeAll(async () => {
  tarballs = await pack(join(folder, 'tarballs'));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function install(subset: { packages: string[]; peers: string[] }, broken: typeof tarballs) {
  const project = mkdtempSync(join(folder, 'project-'));
  return { project, tree: await installSubset(subset, broken, project) };
}

describe('a cell fails with what was printed', () => {
  const subset = named(subsets, 'context');

  it.each(['CommonJS', 'ES modules'])(
    'where %s lack a file that was not packed',
    async (stack) => {
      const broken = breakPackage(tarballs, '@threadspan/context', folder, {
        leftOut: 'dist/parallel-context.js',
      });
      const { project } = await install(subset, broken);
      const failure = runCell(subset, named(stacks, stack), { project, tools, tarballs: broken });
      await expect(failure).rejects.toThrow("Cannot find module './parallel-context.js'");
    },
    300_000,
  );

  it('where a declaration was not packed', async () => {
    const broken = breakPackage(tarballs, '@threadspan/context', folder, { leftOut: 'dist/index.d.ts' });
    const { project } = await install(subset, broken);
    const failure = runCell(subset, named(stacks, 'TypeScript node16, TC39'), {
      project,
      tools,
      tarballs: broken,
    });
    await expect(failure).rejects.toThrow(
      /Could not find a declaration file for module '@threadspan\/context'/,
    );
  }, 300_000);

  it('where a program returns something else', async () => {
    const broken = tarballs;
    const { project } = await install(subset, broken);
    const stack = {
      ...named(stacks, 'CommonJS'),
      run: async () => ({ context: { worker: 'knows nothing' } }),
    };
    const failure = runCell(subset, stack, { project, tools, tarballs: broken });
    await expect(failure).rejects.toThrow(/Expected the program context to return[^]*got\n.*'knows nothing'/);
  }, 300_000);
});

it('an undeclared dependency is missing in the tree, and to the programs', async () => {
  const subset = named(subsets, 'executor');
  const broken = breakPackage(tarballs, '@threadspan/executor', folder, {
    manifest: ({ dependencies, ...rest }) => ({
      ...rest,
      dependencies: { ...dependencies, threads: undefined },
    }),
  });
  const { project, tree } = await install(subset, broken);
  expect(treeProblems(tree, subset.tree)).toContain('threads is missing');
  const failure = runCell(subset, named(stacks, 'CommonJS'), { project, tools, tarballs: broken });
  await expect(failure).rejects.toThrow("Cannot find module 'threads'");
}, 300_000);

it('a dependency that is only there because another package has it is missing where packages are linked', async () => {
  const subset = { ...named(subsets, 'crash-hook'), programs: ['crash-hook'] };
  const broken = breakPackage(tarballs, '@threadspan/crash-hook', folder, {
    manifest: ({ dependencies, ...rest }) => ({
      ...rest,
      dependencies: { ...dependencies, picocolors: undefined },
    }),
  });
  const { project, tree } = await install(subset, broken);
  expect(treeProblems(tree, subset.tree)).toBeUndefined();
  const places = { project, tools, tarballs: broken };
  await runCell(subset, named(stacks, 'ES modules'), places);
  const failure = runCell(subset, named(stacks, 'linked node_modules'), places);
  await expect(failure).rejects.toThrow("Cannot find module 'picocolors'");
}, 300_000);

it('a peer that does not fit fails the installation', async () => {
  const subset = named(subsets, 'context');
  const misfit = { ...subset, peers: ['@opentelemetry/api@1.8.0'] };
  await expect(install(misfit, tarballs)).rejects.toThrow(/ERESOLVE|ELSPROBLEMS/);
}, 300_000);
