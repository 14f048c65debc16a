import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

function run(command: string, ...args: string[]) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
}

const out = mkdtempSync(join(tmpdir(), 'performance-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** The cells of all rows, without their padding. */
function rows(page: string): string[][] {
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the page of some figures', () => {
  const folder = join(out, 'some');
  const { status, stderr } = run(
    process.execPath,
    path('write-page.mjs'),
    path('page/figures.json'),
    '--out',
    folder,
  );
  const page = () => readFileSync(join(folder, 'performance.md'), 'utf8');

  it('says what they are from, and how to get others', () => {
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const text = page().replaceAll('\n', ' ');
    expect(text).toContain('of 2026-11-23, from Node v20.20.2 on 2 × Some CPU (linux x64)');
    expect(text).toContain('with piscina 5.3.2, threads 1.7.0 and tinypool 2.2.0.');
    expect(page()).toMatch(
      /```sh\nnpm run bench -- --json figures\.json .*\nnpm run performance -- figures\.json .*\n```/,
    );
  });

  it('lists all aims, and which of them are missed', () => {
    expect(rows(page().slice(page().indexOf('## Aims'))).slice(0, 4)).toEqual([
      ['Case', 'State', 'Operation', 'Aim', 'Reached', ''],
      Array.from({ length: 6 }, () => expect.stringMatching(/^-+$/)),
      ['[growth](#growth)', '10 things', 'ours \\| theirs', 'at most 3 × raw', '2 × raw', 'met'],
      [
        '[growth](#growth)',
        '10 things',
        'ours \\| theirs',
        'not behind any peer',
        '1.5 × piscina',
        '**missed**',
      ],
    ]);
  });

  it('says in short where others are faster, and nothing of what was not measured', () => {
    const [, short = ''] = /## In short\n\n(.*?)\n\n/s.exec(page()) ?? [];
    expect(short).toBe('- **Others are faster** at [growth](#growth) of 10 things (1.5 × piscina).');
  });

  it('has a table for each state of a case', () => {
    const headings = page()
      .split('\n')
      .filter((line) => line.startsWith('### '));
    expect(headings).toEqual([
      '### growth: 10 things',
      '### growth: 1,000 things',
      '### growth: other things',
      '### size: all',
    ]);
    expect(rows(page()).map((cells) => cells.slice(0, 3))).toEqual(
      expect.arrayContaining([
        ['Operation', 'Time per item', 'Ratio'],
        ['raw', '1.5 µs (1.4 µs – 1.75 µs)', ''],
        ['ours \\| theirs', '3 µs (2.9 µs – 3.1 µs)', '2.00 × raw'],
        ['Operation', 'Bytes', 'Ratio'],
        ['small', '2.5 MB (2.5 MB – 2.5 MB)', ''],
      ]),
    );
  });

  it('says of a case what the case says of itself', () => {
    expect(page()).toContain('\nThings of `any` kind.\n\nMost of the time is <b>waited</b>.\n');
    expect(page()).not.toContain('no longer said');
  });

  it('shows a plot with a line for each contestant in the states that it is of', () => {
    expect(page()).toContain('](performance/growth.svg)');
    expect(readdirSync(join(folder, 'performance'))).toEqual(['growth.svg']);
    const svg = readFileSync(join(folder, 'performance/growth.svg'), 'utf8');
    expect(svg).toContain('>cost of a "thing" &amp; its like</text>');
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    // The slowest of the largest size first, as the lines end.
    expect(texts.slice(-3)).toEqual(['piscina', 'ours | theirs', 'raw']);
    expect(texts).toEqual(expect.arrayContaining(['10 ns', '1 µs', '10', '100', '1,000']));
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
    // From 10 things on the left down to 1,000 on the right.
    expect(svg).toMatch(/<path d="M70,[\d.]+L580,[\d.]+" fill="none"/);
    expect(svg).not.toMatch(/undefined|NaN/);
    expect(svg).toContain('prefers-color-scheme: dark');
  });
});

it('docs/performance.md and its plots are those of docs/performance.json', () => {
  const folder = join(out, 'committed');
  const { status, stderr } = run('npm', '--silent', 'run', 'performance', '--', '--out', folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const plots = readdirSync(join(root, 'docs/performance'));
  expect(readdirSync(join(folder, 'performance'))).toEqual(plots);
  const files = ['performance.md', 'performance.json', ...plots.map((name) => `performance/${name}`)];
  const texts = (parent: string) => files.map((name) => readFileSync(join(parent, name), 'utf8'));
  expect(texts(folder)).toEqual(texts(join(root, 'docs')));
});

it('docs/performance.md says in short, in five lines, what is in its tables', () => {
  const page = readFileSync(join(root, 'docs/performance.md'), 'utf8');
  const [, short = ''] = /## In short\n\n(.*?)\n\n/s.exec(page) ?? [];
  expect(short.match(/^- /gm)).toHaveLength(5);
  const medians = rows(page).map(([, cell = '']) => /^[\d.]+ [nµm]?s\b/.exec(cell)?.[0]);
  const figures = short.match(/[\d.]+ (?:[nµm]s|s)\b/g) ?? [];
  expect(figures.length).toBeGreaterThanOrEqual(14);
  expect(figures.filter((figure) => !medians.includes(figure))).toEqual([]);
});

it.each([
  { args: ['a.json', 'b.json'], message: 'Expected one file, got 2' },
  { args: ['none.json'], message: 'Expected none.json to be the JSON of a benchmark, found no file' },
  { args: ['--fast'], message: "Unknown option '--fast'" },
])('npm run performance refuses $args with exit code 2', ({ args, message }) => {
  const { status, stderr } = run('npm', '--silent', 'run', 'performance', '--', ...args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
