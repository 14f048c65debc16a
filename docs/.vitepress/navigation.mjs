import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileUrl, root } from './repository.mjs';

const docs = join(root, 'docs');

/** Pages and groups in their order. A page that is not written yet is left out, and a group that has no other. */
export function sidebar() {
  return [
    ...pages('getting-started'),
    { text: 'In your program', items: pages(...inYourProgram()) },
    { text: 'With what you have', items: pages(...withWhatYouHave()) },
    {
      text: 'Before you decide',
      items: pages(
        'when-not-to-use-it',
        'performance',
        'faults',
        'faults-beyond-one-machine',
        'security',
        'supported',
      ),
    },
    { text: 'API', link: '/api/', collapsed: true, items: pages(...list('api').filter(isNoIndex)) },
    ...pages('architecture'),
    { text: 'Decisions', collapsed: true, items: pages(...list('decisions')) },
    { text: 'Contributing', items: contributing() },
  ].filter(({ link, items }) => link ?? items.length > 0);
}

/** What stands at the top of each page. */
export function nav() {
  const [{ link }] = pages(...inYourProgram());
  return [
    ...pages('getting-started'),
    { text: 'Guides', link, activeMatch: '^/guides/' },
    { text: 'API', link: '/api/', activeMatch: '^/api/' },
  ];
}

/** What somebody does first comes first; a guide that has no place here follows in the order of the alphabet. */
function inYourProgram() {
  const first = [
    'annotate-a-class',
    'run-in-workers',
    'see-the-trace',
    'read-a-crash-report',
    'test-it',
    'command-line-tool',
    'long-running-service',
    'long-inputs',
    'beyond-one-machine',
    'map-to-map-with-context',
    'carry-your-own-values',
    'threads-in-threads',
  ].map(toGuide);
  const others = list('guides').filter((path) => !withWhatYouHave().includes(path));
  return [...new Set([...first, ...others])];
}

function withWhatYouHave() {
  return ['nestjs', 'keep-your-own-sdk', 'migrate-a-pool', 'bring-your-own-pool'].map(toGuide);
}

function contributing() {
  const file = 'CONTRIBUTING.md';
  const guide = existsSync(join(root, file)) ? [{ text: 'How to contribute', link: fileUrl(file) }] : [];
  return [...guide, ...pages('style')];
}

function pages(...paths) {
  return paths
    .filter((path) => existsSync(join(docs, `${path}.md`)))
    .map((path) => ({ text: titleOf(path), link: `/${path}` }));
}

function list(folder) {
  if (!existsSync(join(docs, folder))) return []; // `api`, before it is generated
  return readdirSync(join(docs, folder), { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.slice(0, -'.md'.length)}`)
    .sort();
}

const toGuide = (name) => `guides/${name}`;

const isNoIndex = (path) => !path.endsWith('/index');

function titleOf(path) {
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(docs, `${path}.md`), 'utf8')) ?? [];
  if (title === undefined) throw new Error(`Expected docs/${path}.md to have a heading \`# …\`, found none`);
  return title.replaceAll('`', ''); // the sidebar is no Markdown
}
