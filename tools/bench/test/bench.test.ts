import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function bench(...args: string[]) {
  return spawnSync('npm', ['--silent', 'run', 'bench', '--', ...args], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}

interface Result {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly rounds: readonly number[];
}

interface Report {
  readonly cases: readonly {
    readonly name: string;
    readonly title: string;
    readonly states: readonly { readonly state: string; readonly results: readonly Result[] }[];
  }[];
}

function caseFiles(): string[] {
  const files = readdirSync(join(root, 'tools/bench')).filter((file) => file.endsWith('.mjs'));
  return files.map((file) => basename(file, '.mjs'));
}

describe('npm run bench', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  const json = join(directory, 'figures.json');
  const { status, stdout, stderr } = bench('--quick', '--json', json);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const report = () => JSON.parse(readFileSync(json, 'utf8')) as Report;
  const resultsOf = (name: string) =>
    report()
      .cases.find((one) => one.name === name)
      ?.states.map(({ results }) => results) ?? [];
  const namesOf = (name: string) => resultsOf(name).map((results) => results.map((result) => result.name));

  // What a case does is checked in the case: one whose spans get lost, or whose findings differ, ends with an error.
  it('runs all cases, prints a table for each of their states and writes the figures as JSON', () => {
    if (status !== 0) throw new Error(stderr);
    expect(report()).toMatchObject({ node: process.version, cpus: availableParallelism(), quick: true });
    expect(report().cases.map(({ name }) => name)).toEqual(caseFiles());
    for (const { name: caseName, title, states } of report().cases) {
      for (const { state, results } of states) {
        expect(stdout).toContain(`\n${caseName}: ${title}, ${state}\n`);
        expect(results.length).toBeGreaterThanOrEqual(2);
        for (const { name, median, rounds } of results) {
          expect(stdout).toContain(`│ ${name} `);
          expect(rounds.length).toBeGreaterThanOrEqual(1);
          expect(median).toBeGreaterThan(0);
        }
      }
    }
  });

  it('measures a case in each of its states', () => {
    const states = report().cases.find(({ name }) => name === 'context')?.states;
    expect(states?.map(({ state }) => state)).toEqual(['no SDK', 'SDK, not sampled', 'SDK, recording']);
  });

  it('measures spans, files and starts in each of their ways', () => {
    expect(namesOf('spans')).toEqual([
      ['plain SDK, inline', '@ProcessFile, inline', '@ProcessFile, 2 workers'],
    ]);
    expect(namesOf('files')[0]).toEqual(expect.arrayContaining(['inline', 'executor, 2 workers']));
    const [imports, firstResults] = namesOf('start');
    expect(imports).toEqual(expect.arrayContaining(['@threadspan/executor', 'piscina']));
    expect(firstResults).toEqual([
      'raw Worker',
      'executor',
      'raw Worker, annotated class',
      'piscina',
      'tinypool',
      'threads.js',
    ]);
  });

  it('measures memory in bytes, of which few more are taken for many files', () => {
    const [few, many] = resultsOf('memory')[0] ?? [];
    expect([few?.unit, many?.unit]).toEqual(['bytes', 'bytes']);
    // Node alone takes tens of megabytes.
    expect(few?.median).toBeGreaterThan(2e7);
    expect(many?.median).toBeLessThan((few?.median ?? 0) * 10);
  });

  it('sends a shared argument once to each worker', () => {
    const results = report().cases.flatMap(({ states }) => states.flatMap((one) => one.results));
    expect(results.find(({ name }) => name === 'clones of the argument')).toMatchObject({ median: 2 });
  });

  it('compares operations with their baselines and says whether they meet their aims', () => {
    expect(stdout).toMatch(/│ run .* × als\.run +│ (met|missed): at most 2\.5 × als\.run/);
    expect(stdout).toMatch(/│ withSpan .* × startActiveSpan +│ (met|missed): at most 2 × startActiveSpan/);
    expect(stdout).toMatch(/│ capture .*│ (met|missed): at most 1 µs/);
  });

  it.each([
    { args: ['contxet'], message: 'context, crash, decorators' },
    { args: ['--fast'], message: "Unknown option '--fast'" },
    { args: ['--json'], message: "Option '--json <value>' argument missing" },
  ])('refuses $args with exit code 2', ({ args, message }) => {
    const { status, stdout, stderr } = bench(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: npm run bench');
  });
});
