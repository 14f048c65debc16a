// Brings what pages quote up to date: what follows <!-- docs/examples/… --> or <!-- docs/crash-reports/… --> becomes
// that file's text.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './projects.mjs';

const QUOTE = /(<!-- (docs\/(?:examples|crash-reports)\/\S+) -->\n\n```(?:[jt]s)?\n).*?(```)/gs;

const pages = ['.', 'docs', 'docs/guides', 'docs/decisions', ...list('packages')].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, folder, name)),
);
for (const page of pages) {
  const text = readFileSync(page, 'utf8');
  const quoted = text.replace(
    QUOTE,
    (_, before, path, after) => before + readFileSync(join(root, path), 'utf8') + after,
  );
  if (quoted !== text) writeFileSync(page, quoted);
}

function list(folder) {
  return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
}
