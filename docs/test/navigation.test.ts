import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nav, sidebar } from '../.vitepress/navigation.mjs';
import { read, root } from './run-example.ts';

interface Entry {
  readonly text: string;
  readonly link?: string;
  readonly items?: readonly Entry[];
}

const entries = (sidebar() as Entry[]).flatMap((entry) => [entry, ...(entry.items ?? [])]);
const linked = entries.flatMap(({ link }) => (link?.startsWith('/') ? [link] : []));

// What is generated is there only after a build.
const isApi = (link: string) => link.startsWith('/api/');

const pages = ['.', 'guides', 'decisions'].flatMap((folder) =>
  readdirSync(join(root, 'docs', folder))
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .map((name) => join('/', folder, name.slice(0, -'.md'.length))),
);

it('every page is in the sidebar, once, and the sidebar has no other', () => {
  expect(linked.filter((link) => !isApi(link)).sort()).toEqual(pages.sort());
});

it('groups stand in the order in which they are needed', () => {
  const order = [
    'Getting started',
    'In your program',
    'With what you have',
    'Before you decide',
    'API',
    'Architecture',
    'Decisions',
    'Contributing',
  ];
  const names = (sidebar() as Entry[]).map(({ text }) => text);
  expect(names).toEqual(order.filter((name) => names.includes(name)));
});

it('names have no marks of Markdown', () => {
  expect(entries.filter(({ text }) => /[`*]/.test(text))).toEqual([]);
});

it('guides stand below the same headings and in the same order on the first page', () => {
  const groups = (sidebar() as Entry[])
    .map(({ text, items = [] }) => [text, items.map(({ link }) => link)] as const)
    .filter(([, links]) => links.some((link) => link?.startsWith('/guides/')));
  const sections = [...read('README.md').matchAll(/^### (.*)\n\n((?:- | {2}).*\n)+/gm)].map(
    ([section, heading]) => [
      heading,
      [...section.matchAll(/^- \[.*?\]\(docs(\/guides\/.*?)\.md\)/gm)].map(([, link]) => link),
    ],
  );
  expect(groups).toHaveLength(2);
  expect(sections).toEqual(groups);
});

it('what stands at the top leads to pages of the sidebar', () => {
  const top = nav().map(({ link }: { link: string }) => link);
  expect(linked).toEqual(expect.arrayContaining(top));
});
