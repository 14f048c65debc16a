import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createExecutor } from '@threadspan/executor';
import type { ExecutorOptions } from '@threadspan/executor';
import { Observer } from './workers/dist/surroundings.js';

const programs = join(__dirname, 'programs');

async function look(options: ExecutorOptions) {
  await using executor = createExecutor({ workers: 1, ...options });
  const observer = await executor.spawn(Observer, {
    module: join(__dirname, 'workers/dist/surroundings.js'),
  });
  await observer.setVariable('SET_IN_WORKER', 'yes');
  return await observer.look();
}

it('passes the resource limits to its workers', async () => {
  const resourceLimits = { maxOldGenerationSizeMb: 77, maxYoungGenerationSizeMb: 11, stackSizeMb: 3 };
  expect((await look({ resourceLimits })).resourceLimits).toMatchObject(resourceLimits);
});

it('passes arguments for Node to its workers', async () => {
  const execArgv = ['--require', join(programs, 'preload.cjs'), '--no-warnings'];
  expect(await look({ execArgv })).toMatchObject({ execArgv, preloaded: 'by execArgv' });
});

it('gives its workers the environment it was given, and no other', async () => {
  const { env } = await look({ env: { ONLY: 'this' } });
  expect(env).toEqual({ ONLY: 'this', SET_IN_WORKER: 'yes' });
});

it('gives its workers a copy of the environment by default', async () => {
  const { env } = await look({});
  expect(env).toMatchObject({ PATH: process.env['PATH'], SET_IN_WORKER: 'yes' });
  expect(process.env).not.toHaveProperty('SET_IN_WORKER');
});

it('maps the stacks of workers to their sources when Node is told to', () => {
  const source = readFileSync(join(__dirname, 'workers/surroundings.ts'), 'utf8');
  const line = source.split('\n').findIndex((text) => text.includes('look at my stack')) + 1;
  const args = [join(programs, 'source-maps.cjs')];
  const stack = execFileSync(process.execPath, ['--enable-source-maps', ...args], { encoding: 'utf8' });
  expect(stack).toContain(`workers/surroundings.ts:${line}:`);
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toContain('dist/surroundings.js:');
});
