import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../.vitepress/repository.mjs';
import { read, root } from './run-example.ts';

const remark = join(root, 'node_modules/remark-cli/cli.js');

/** What the check of links that `npm run lint` makes says of a repository with these files. */
function checkLinks(files: Record<string, string>): { status: number | null; said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'links-'));
  mkdirSync(join(folder, 'docs'));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      remark,
      '.',
      '--quiet',
      '--frail',
      '--no-stdout',
      '--no-color',
      '--rc-path',
      join(root, '.remarkrc.mjs'),
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  rmSync(folder, { recursive: true });
  return { status, said: stderr };
}

describe('the check of links', () => {
  const page = '# A page\n\n## Its heading\n';

  it('accepts relative and absolute links to files and headings that are there', () => {
    const links = ['docs/page.md', 'docs/page.md#its-heading', '#links', 'docs'];
    const absolute = links.slice(0, 2).map((link) => `${repository}/blob/main/${link}`);
    const readme = `# Links\n\n${[...links, ...absolute].map((link) => `[a link](${link})`).join('\n')}\n`;
    expect(checkLinks({ 'README.md': readme, 'docs/page.md': page })).toEqual({ status: 0, said: '' });
  });

  it.each([
    ['a file', 'docs/none.md', 'Cannot find file `docs/none.md`'],
    ['a heading of the page itself', '#none', 'Cannot find heading for `#none`'],
    ['a heading of another page', 'docs/page.md#none', 'Cannot find heading for `#none` in `docs/page.md`'],
    ['a file at the host', `${repository}/blob/main/docs/none.md`, 'Cannot find file `docs/none.md`'],
    [
      'a heading at the host',
      `${repository}/blob/main/docs/page.md#none`,
      'Cannot find heading for `#none` in `docs/page.md`',
    ],
  ])('names a link to %s that is not there', (_, link, said) => {
    const checked = checkLinks({ 'README.md': `# Links\n\n[a link](${link})\n`, 'docs/page.md': page });
    expect(checked).toEqual({ status: 1, said: expect.stringContaining(said) });
  });
});

const readmes = readdirSync(join(root, 'packages'))
  .map((name) => `packages/${name}/README.md`)
  .filter((path) => existsSync(join(root, path)));

// A registry shows them where the repository's folders are not.
it.each(readmes)('%s has no relative link but to itself', (path) => {
  const targets = [...read(path).matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  expect(targets.filter((link) => !/^(https:|#)/.test(link))).toEqual([]);
});
