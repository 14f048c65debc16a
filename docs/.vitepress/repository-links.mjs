import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileUrl, root } from './repository.mjs';

const docs = join(root, 'docs');

/**
 * A plugin for markdown-it. Pages link to files of the repository as on its host, by relative paths. Those to other
 * pages stay as they are; crash reports and what belongs to them are files of the site, too; all else is at the host.
 */
export function repositoryLinks(md) {
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const links = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'link_open');
    for (const link of links) resolve(link, env.path);
  });
}

function resolve(link, page) {
  const href = link.attrGet('href');
  if (/^([a-z]+:|#|\/)/.test(href)) return;
  const [path, hash] = href.split('#');
  const file = join(dirname(page), path);
  if (!existsSync(file)) throw new Error(`Expected ${page} to link to what is there, found no ${file}`);
  const inDocs = relative(docs, file).split(sep);
  if (inDocs[0] !== '..' && path.endsWith('.md')) return;
  // A link with a target is none of VitePress's business: it would look for a page of that name.
  if (inDocs[0] === 'crash-reports' && inDocs.length === 2) link.attrSet('target', '_self');
  else link.attrSet('href', fileUrl(relative(root, file).split(sep).join('/')) + (hash ? `#${hash}` : ''));
}
