// Brings what pages quote up to date: what follows <!-- docs/examples/… --> or <!-- docs/crash-reports/… --> becomes
// that file's text; with ` box` behind the path, the box of a crash report alone.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './projects.mjs';

const QUOTE = /(<!-- (docs\/(?:examples|crash-reports)\/\S+)( box)? -->\n\n```(?:[jt]s)?\n).*?(```)/gs;

const pages = ['.', 'docs', 'docs/guides', 'docs/decisions', ...list('packages')].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, folder, name)),
);
for (const page of pages) {
  const text = readFileSync(page, 'utf8');
  const current = text.replace(
    QUOTE,
    (_, before, path, box, after) => before + quoted(readFileSync(join(root, path), 'utf8'), box) + after,
  );
  if (current !== text) writeFileSync(page, current);
}

function quoted(text, box) {
  return box ? text.replace(/(?<=╝\n).*/s, '') : text;
}

function list(folder) {
  return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
}
