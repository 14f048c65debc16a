import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { readArguments } from '../../read-arguments.mjs';
import { loadCase, ourCases } from '../frame/case.mjs';
import { page } from './page.mjs';
import { plot } from './plot.mjs';

const USAGE = 'Usage: npm run performance [-- FILE] [--out FOLDER]';
const docs = fileURLToPath(new URL('../../../docs', import.meta.url));

/**
 * Writes performance.md, the figures that it shows, and its plots, from what `npm run bench -- --json FILE` has
 * written. Without a FILE the figures stay as they are. What it says of a case is what the case says now.
 */
export async function performancePage(args, folder = ourCases) {
  const options = readArguments(() => parseArguments(args), USAGE);
  if (options === undefined) return;
  const { file, out } = options;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const cases = [];
  for (const measured of report.cases) {
    const { about, plot } = await loadCase(folder, measured.name);
    cases.push({ ...measured, about, plot });
  }
  mkdirSync(join(out, 'performance'), { recursive: true });
  for (const { name, plot: drawn, states } of cases) {
    if (drawn) writeFileSync(join(out, 'performance', `${name}.svg`), plot(drawn, states));
  }
  await write(join(out, 'performance.md'), page({ ...report, cases }));
  await write(join(out, 'performance.json'), JSON.stringify(report));
}

function parseArguments(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string', default: docs } },
  });
  if (positionals.length > 1) throw new Error(`Expected one file, got ${positionals.length}`);
  const file = positionals[0] ?? join(docs, 'performance.json');
  if (!existsSync(file)) throw new Error(`Expected ${file} to be the JSON of a benchmark, found no file`);
  return { out: values.out, file };
}

async function write(path, text) {
  const options = await resolveConfig(join(docs, 'performance.md'));
  writeFileSync(path, await format(text, { ...options, proseWrap: 'always', filepath: path }));
}
