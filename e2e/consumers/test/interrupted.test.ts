import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = new URL('../main.mjs', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'interrupted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const projects = () => readdirSync(folder).filter((name) => name.startsWith('consumers-'));

it.each(['SIGINT', 'SIGTERM'] as const)('a run that gets %s leaves no projects behind', async (signal) => {
  const program = `(await import(${JSON.stringify(main)})).consumers(['--only', 'context/CommonJS'])`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, TMPDIR: folder },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  while (projects().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill(signal);
  expect(await ended).toEqual([1, null]);
  expect(projects()).toEqual([]);
});
