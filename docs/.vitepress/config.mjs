import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { nav, sidebar } from './navigation.mjs';
import { repository, root } from './repository.mjs';
import { repositoryLinks } from './repository-links.mjs';

export default defineConfig({
  title: 'threadspan',
  description: 'One trace, one context, one honest crash report, through every worker thread.',
  lang: 'en',
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  cacheDir: join(root, 'node_modules/.cache/vitepress'),
  srcExclude: ['examples/**', 'test/**'],
  markdown: {
    config: (md) => md.use(repositoryLinks),
    anchor: { slugify: hostsSlug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    nav: nav(),
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
  },
  // Whole pages of their own, with their own style.
  buildEnd: ({ outDir }) =>
    cpSync(join(root, 'docs/crash-reports'), join(outDir, 'crash-reports'), { recursive: true }),
});

/** The id of a heading as the repository's host makes it, so that a link to it works in both places. */
function hostsSlug(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
