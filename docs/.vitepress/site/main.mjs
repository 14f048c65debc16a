import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vitepress';
import { generateApi } from '../api/generate.mjs';
import { root } from '../repository.mjs';
import { readArguments } from '../../../tools/read-arguments.mjs';
import { writeScreenshots } from './screenshots.mjs';
import { serveFiles } from './serve-files.mjs';

const USAGE = 'Usage: npm run docs [-- --serve [--port NUMBER] | --screenshots]';

/** Where the site is, once it is built. */
export const site = join(root, 'docs/.vitepress/dist');

/**
 * Builds the site of the pages in docs and of the docstrings of the packages, and says where it is. With `--serve` it
 * can then be read in a browser of this machine; with `--screenshots` docs/screenshots is made again.
 */
export async function docs(args) {
  const options = readArguments(() => parseArguments(args), USAGE);
  if (options === undefined) return;
  await buildSite();
  console.log(`The site is in ${site}`);
  if (options.screenshots) await writeScreenshots(site);
  if (options.serve) console.log(`Read it at ${(await serveFiles(site, options.port)).url}`);
}

function parseArguments(args) {
  const { values } = parseArgs({
    args,
    options: {
      serve: { type: 'boolean', default: false },
      port: { type: 'string', default: '4173' },
      screenshots: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Error(`Expected --port to be a number from 0 to 65535, got ${values.port}`);
  return { ...values, port };
}

/** What an earlier build left is gone first: a page that is no more must not be found. */
async function buildSite() {
  const api = join(root, 'docs/api');
  rmSync(api, { recursive: true, force: true });
  await generateApi(api);
  await build(join(root, 'docs'));
}
