import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run-example.ts';

/** Where the site is built. */
export const dist = join(root, 'docs/.vitepress/dist');

/** Builds the site as `npm run docs` does, in a process of its own, as Vite wants none of what Jest makes of globals. */
export function buildSite(): void {
  const main = new URL('../../.vitepress/site/main.mjs', import.meta.url).href;
  const program = `import { docs } from ${JSON.stringify(main)}; await docs([]);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Expected the site to build, got status ${status}:\n${stdout}${stderr}`);
}

/** All pages of the site, by their paths in it. */
export function htmlFiles(): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html') && name !== '404.html')
    .sort();
}
