import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, root } from './run-example.ts';

const page = read('docs/guides/map-to-map-with-context.md');
const state = mkdtempSync(join(tmpdir(), 'map-')); // where crash reports are saved
afterAll(() => rmSync(state, { recursive: true }));

function run(version: string) {
  const program = join(root, 'docs/examples/dist/map-to-map-with-context', version, 'main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, XDG_STATE_HOME: state, CI: undefined },
  });
  expect(status).toBe(0);
  const box = stderr.slice(stderr.indexOf('╔'), stderr.indexOf('╝') + 1);
  return { stdout, box };
}

/** Which worker it was, and how far the others were, is by chance. */
const settled = (box: string) =>
  box.replace(/Progress: \d .*║/, 'Progress: …').replace(/Worker: \d/, 'Worker: …');

/** What the page shows below a heading: what is printed, and the report. */
const shown = (heading: string) =>
  [...page.slice(page.indexOf(`\n## ${heading}`)).matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(
    ([, language, text = '']) => (language === '' ? [text] : []),
  );

describe.each([
  ['before', 'Before'],
  ['after', 'After'],
])('the program %s', (version, heading) => {
  let ran: ReturnType<typeof run>;
  beforeAll(() => {
    ran = run(version);
  });

  it('prints the traces that the guide shows', () => {
    expect(ran.stdout).toBe(shown(heading)[0]);
  });

  it('reports the crash as the guide shows it', () => {
    const [, box = ''] = shown(heading);
    expect(settled(ran.box)).toBe(settled(box.trimEnd()));
  });
});

it('before and after differ in one word', () => {
  const [before, after] = ['before', 'after'].map((name) =>
    read(`docs/examples/map-to-map-with-context/${name}/main.ts`),
  );
  expect(after).toBe(before?.replace('.map(', '.mapWithContext('));
});
