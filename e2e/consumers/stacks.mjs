import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installLinked } from './install.mjs';
import { copyPrograms, filesOf } from './programs.mjs';
import { runCommand } from './run-command.mjs';

const compiler = ['typescript', '@types/node'];
const standard = { name: 'TC39', flags: [] };
const legacy = { name: 'legacy', flags: ['--experimentalDecorators'] };

/**
 * A way to run programs: it does so in a folder below the project that the subset is installed in, and returns what
 * they printed.
 *
 * @typedef {object} Stack
 * @property {string} name
 * @property {string[]} tools what is linked into that folder
 * @property {boolean} [isStrict] a package finds what it has declared there, and nothing else; or its types do
 * @property {boolean} [isApart] the folder is not below the project: the stack has an installation of its own
 * @property {(cell: object) => Promise<object>} run
 * @property {(subset: { packages: string[] }) => string | undefined} [without] why a subset makes no sense here
 */

/** @type {Stack[]} */
export const stacks = [
  { name: 'CommonJS', tools: [], run: runCommonJs },
  { name: 'ES modules', tools: [], run: runEsm },
  { name: 'linked node_modules', tools: [], isApart: true, isStrict: true, run: runLinked },
  { ...typescript('node16', 'commonjs', standard), isStrict: true },
  typescript('nodenext', 'module', standard),
  typescript('bundler', 'module', standard),
  typescript('nodenext', 'module', legacy),
  { name: 'tsx', tools: ['tsx'], run: runTsx },
  { name: 'esbuild', tools: ['esbuild'], run: bundle },
  { name: 'Jest', tools: [...compiler, 'jest', 'ts-jest', '@types/jest', 'tsx'], run: testWithJest },
  { name: 'Vitest', tools: ['vitest', 'tsx'], run: testWithVitest },
  {
    name: 'NestJS',
    tools: [...compiler, '@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs'],
    run: runNestJs,
    without: withoutDecorators,
  },
];

function withoutDecorators({ packages }) {
  return packages.includes('decorators') ? undefined : 'nothing in it is decorated';
}

function typescript(resolution, type, dialect) {
  return {
    name: `TypeScript ${resolution}, ${dialect.name}`,
    tools: compiler,
    ...(dialect === legacy && { without: withoutDecorators }),
    async run(cell) {
      layOut(cell, type);
      const misuse = cell.subset.packages.map((name) => `${name}.ts`);
      copyPrograms('misuse', join(cell.folder, 'src/misuse'), misuse);
      await compile(cell, resolution, dialect.flags);
      return runCompiled(cell, type);
    },
  };
}

function compile({ folder }, resolution, flags) {
  // A bundler reads ES modules, which Node runs as well.
  const module = resolution === 'bundler' ? 'esnext' : resolution;
  const args = ['-p', 'tsconfig.build.json', '--module', module, '--moduleResolution', resolution, ...flags];
  return runCommand(folder, process.execPath, ['node_modules/typescript/bin/tsc', ...args]);
}

function runCompiled(cell, type) {
  const main = type === 'module' ? 'main.mjs' : 'main.cjs';
  copyPrograms(type === 'module' ? 'esm' : 'commonjs', cell.folder, [main]);
  return runMain(cell, main, { modules: 'dist/*.js' });
}

async function runMain({ folder, programs }, main, settings) {
  return JSON.parse(
    await runCommand(folder, process.execPath, [main, JSON.stringify({ programs, ...settings })]),
  );
}

/** Puts the TypeScript sources of a cell's programs into its folder. */
function layOut({ folder, programs }, type) {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
  copyPrograms('.', folder, ['tsconfig.build.json']);
  copyPrograms('src', join(folder, 'src'), ['surroundings.ts', ...filesOf(programs, '.ts')]);
}

function runCommonJs(cell) {
  copyPrograms('commonjs', cell.folder, ['main.cjs', ...filesOf(cell.programs, '.cjs')]);
  return runMain(cell, 'main.cjs', { modules: '*.cjs' });
}

function runEsm(cell) {
  copyPrograms('esm', cell.folder, ['main.mjs', ...filesOf(cell.programs, '.mjs')]);
  return runMain(cell, 'main.mjs', { modules: '*.mjs' });
}

/** Where packages are not hoisted, as with pnpm, none finds what only another one has declared. */
async function runLinked(cell) {
  await installLinked(cell.subset, cell.tarballs, cell.folder);
  return runEsm(cell);
}

async function runTsx(cell) {
  layOut(cell, 'module');
  copyPrograms('esm', cell.folder, ['main.mjs']);
  copyPrograms('tsx', join(cell.folder, 'tsx'), filesOf(cell.programs, '.cjs'));
  const settings = JSON.stringify({ programs: cell.programs, modules: 'src/*.ts', started: 'tsx/*.cjs' });
  const args = ['node_modules/tsx/dist/cli.mjs', 'main.mjs', settings];
  return JSON.parse(await runCommand(cell.folder, process.execPath, args));
}

async function bundle(cell) {
  layOut(cell, 'module');
  copyPrograms('esbuild', cell.folder);
  copyPrograms('esm', cell.folder, ['main.mjs']);
  const hasWorkers = cell.subset.packages.includes('executor');
  const entries = hasWorkers ? { worker: '@threadspan/executor/worker' } : {};
  await runCommand(cell.folder, process.execPath, ['build.mjs', JSON.stringify(entries)]);
  const workerEntry = hasWorkers ? 'dist/worker.mjs' : undefined;
  return runMain(cell, 'main.mjs', { modules: 'dist/*.mjs', workerEntry });
}

function testWithJest(cell) {
  return test(cell, 'commonjs', 'jest', ['node_modules/jest/bin/jest.js']);
}

function testWithVitest(cell) {
  return test(cell, 'module', 'vitest', ['node_modules/vitest/vitest.mjs', 'run']);
}

/** Runs one test file for each program; they leave the outcomes as files. */
async function test(cell, type, runner, command) {
  layOut(cell, type);
  copyPrograms(runner, cell.folder);
  copyPrograms('tsx', join(cell.folder, 'tsx'), filesOf(cell.programs, '.cjs'));
  const tests = cell.programs.map((name) => `${name}.test.ts`);
  copyPrograms('tests', join(cell.folder, 'tests'), ['record.ts', ...tests]);
  await runCommand(cell.folder, process.execPath, command);
  return Object.fromEntries(
    readdirSync(join(cell.folder, 'outcomes')).map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(join(cell.folder, 'outcomes', file), 'utf8')),
    ]),
  );
}

async function runNestJs(cell) {
  layOut(cell, 'commonjs');
  copyPrograms('nestjs', join(cell.folder, 'src'), filesOf(cell.programs, '.ts'));
  await compile(cell, 'node16', [...legacy.flags, '--emitDecoratorMetadata']);
  return runCompiled(cell, 'commonjs');
}
