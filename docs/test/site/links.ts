import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../.vitepress/repository.mjs';
import { root } from '../run-example.ts';
import { dist } from './build-site.ts';
import type { Visit } from './visit.ts';

/** The links that lead to nothing, each as `page: address`. Those to other sites are not followed. */
export function brokenLinks(visits: readonly Visit[], site: string): string[] {
  const ids = new Map(visits.map((visit) => [visit.path, visit.ids]));
  return visits.flatMap(({ path, links }) =>
    [...new Set(links)].filter((link) => !leadsSomewhere(link, site, ids)).map((link) => `${path}: ${link}`),
  );
}

function leadsSomewhere(link: string, site: string, ids: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const { origin, pathname, hash } = new URL(link);
  const path = decodeURIComponent(pathname);
  if (`${origin}/` === site) {
    const file = fileOf(path.slice(1));
    return existsSync(join(dist, file)) && (hash === '' || hasId(ids.get(file), decodeURIComponent(hash)));
  }
  const [, ref] = link.startsWith(`${repository}/`)
    ? (/^\/[^/]+\/[^/]+\/(?:blob|tree)\/main\/(.*)/.exec(path) ?? [])
    : [];
  return ref === undefined || existsSync(join(root, ref));
}

function fileOf(path: string): string {
  if (path === '' || path.endsWith('/')) return `${path}index.html`;
  return /\.[a-z]+$/.test(path) ? path : `${path}.html`;
}

const hasId = (ids: ReadonlySet<string> | undefined, hash: string) => ids?.has(hash.slice(1)) ?? false;
