import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { publishedPackages } from '@threadspan/packaging';
import { chooseCells } from '../choose-cells.mjs';
import { allCells, telltaleCells } from '../consumers.mjs';
import { lanes } from '../lanes.mjs';
import { stacks } from '../stacks.mjs';
import { subsets } from '../subsets.mjs';
import { renderTable } from '../table.mjs';
import { treeProblems } from '../tree-problems.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it('the README counts what is installed as it is', () => {
  const sizes = Object.fromEntries(subsets.map(({ name, tree }) => [name, tree.length]));
  const readme = readFileSync(join(root, 'README.md'), 'utf8').replace(/\s+/g, ' ');
  const [, ...counts] =
    /that is (\d+) packages for the context alone, (\d+) with the decorators, (\d+) with the executor or with crash reports, and (\d+) for everything/.exec(
      readme,
    ) ?? [];
  expect(counts.map(Number)).toEqual([sizes.context, sizes.decorators, sizes.executor, sizes.everything]);
  expect(sizes['crash-hook']).toBe(sizes.executor);
});

it('the cells that the tests run have all programs on each stack, and each subset where it may lack something', () => {
  const everything = subsets.at(-1)!;
  expect(new Set(everything.programs)).toEqual(new Set(subsets.flatMap(({ programs }) => programs)));
  const stacksOf = (wanted: object) =>
    telltaleCells.filter(({ subset }) => subset === wanted).map(({ stack }) => stack.name);
  expect(stacksOf(everything)).toEqual(stacks.map(({ name }) => name));
  for (const subset of subsets.slice(0, -1)) {
    expect(stacksOf(subset)).toEqual(['linked node_modules', 'TypeScript node16, TC39']);
  }
});

it('the table has counts, results and the reasons of empty cells', () => {
  const context = { name: 'context' };
  const decorators = { name: 'decorators' };
  const esm = { name: 'ES modules' };
  const nest = { name: 'NestJS' };
  const installations = [
    { subset: context, passed: true, packages: 2 },
    { subset: decorators, passed: false, packages: 4, output: 'threads is installed and not needed' },
  ];
  const cells = [
    { subset: context, stack: esm, passed: true },
    { subset: context, stack: nest, reason: 'nothing in it is decorated' },
    { subset: decorators, stack: esm, passed: false, output: 'Cannot find module' },
    { subset: decorators, stack: nest, passed: true },
  ];
  expect(renderTable(installations, cells)).toBe(`\
┌────────────┬─────────┬────────────┐
│            │ context │ decorators │
├────────────┼─────────┼────────────┤
│ packages   │ 2       │ 4 FAILED   │
├────────────┼─────────┼────────────┤
│ ES modules │ ok      │ FAILED     │
├────────────┼─────────┼────────────┤
│ NestJS     │ –       │ ok         │
└────────────┴─────────┴────────────┘
– context on NestJS: nothing in it is decorated`);
});

it('a table has no place for cells that were not chosen', () => {
  const subset = { name: 'context' };
  const cells = [{ subset, stack: { name: 'tsx' }, passed: true }];
  const other = { subset: { name: 'testing' }, passed: false };
  expect(renderTable([{ subset, passed: true, packages: 2 }, other], cells)).toContain(
    '│ tsx      │ ok      │         │',
  );
});

it('a tree has to hold what is expected, once, and nothing else', () => {
  expect(treeProblems(['a', 'b'], ['b', 'a'])).toBeUndefined();
  expect(treeProblems(['a', 'c', 'c'], ['a', 'b'])).toBe(
    [
      'c is installed and not needed',
      'c is installed and not needed',
      'b is missing',
      'c is there twice',
    ].join('\n'),
  );
});

it.each(publishedPackages().map(({ manifest }) => manifest.name))(
  '%s is in a subset, and its misuse compiled',
  (name) => {
    const short = name.replace('@threadspan/', '');
    expect(subsets.filter(({ packages }) => packages.includes(short))).not.toEqual([]);
    expect(existsSync(new URL(`../programs/misuse/${short}.ts`, import.meta.url))).toBe(true);
  },
);

describe('cells are chosen', () => {
  const namesOf = (...only: string[]) =>
    chooseCells(allCells, only).map(({ subset, stack }) => `${subset.name}/${stack.name}`);

  it('all, where none is named', () => {
    expect(namesOf()).toHaveLength(allCells.length);
  });

  it('by subset, by stack, and by both', () => {
    expect(namesOf('context/tsx', 'testing/Jest')).toEqual(['context/tsx', 'testing/Jest']);
    expect(new Set(namesOf('testing').map((name) => name.split('/')[0]))).toEqual(new Set(['testing']));
    expect(new Set(namesOf('nestjs').map((name) => name.split('/')[1]))).toEqual(new Set(['NestJS']));
  });

  it('and the command refuses an unknown name with exit code 2', () => {
    const args = ['--silent', 'run', 'consumers', '--', '--only', 'deno'];
    const options = { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' } as const;
    const { status, stderr } = spawnSync('npm', args, options);
    expect(status).toBe(2);
    expect(stderr).toMatch(/Expected a subset \(context \| .*\) or a stack \(CommonJS \| .*\), got "deno"/);
  }, 300_000);
});

it('lanes run so many tasks at once, in order, and go on after one that fails', async () => {
  const inLane = lanes(2);
  const started: number[] = [];
  const ends: ((value: number) => void)[] = [];
  const task = (index: number) => () => {
    started.push(index);
    return new Promise<number>((resolve) => ends.push(resolve));
  };
  const failing = inLane(() => Promise.reject(new Error('no')));
  const results = [0, 1, 2].map((index) => inLane(task(index)));
  await expect(failing).rejects.toThrow('no');
  expect(started).toEqual([0, 1]);
  ends[1]?.(11);
  expect(await results[1]).toBe(11);
  await setImmediate();
  expect(started).toEqual([0, 1, 2]);
  ends[0]?.(10);
  ends[2]?.(12);
  expect(await Promise.all(results)).toEqual([10, 11, 12]);
});
