import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
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
  readonly median: number;
  readonly rounds: readonly number[];
}

interface Report {
  readonly cases: readonly {
    readonly name: string;
    readonly states: readonly { readonly state: string; readonly results: readonly Result[] }[];
  }[];
}

describe('npm run bench', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  const json = join(directory, 'figures.json');
  const { status, stdout } = bench('context', '--quick', '--json', json);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('prints a table for each state of a case and writes its figures as JSON', () => {
    expect(status).toBe(0);
    const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
    expect(report).toMatchObject({ node: process.version, cpus: availableParallelism(), quick: true });
    const [context] = report.cases;
    expect(context?.name).toBe('context');
    expect(context?.states.map(({ state }) => state)).toEqual([
      'no SDK',
      'SDK, not sampled',
      'SDK, recording',
    ]);
    for (const { state, results } of context?.states ?? []) {
      expect(stdout).toContain(`two baggage entries, ${state}\n`);
      expect(results.length).toBeGreaterThanOrEqual(10);
      for (const { name, median, rounds } of results) {
        expect(stdout).toContain(`│ ${name} `);
        expect(rounds).toHaveLength(2);
        expect(median).toBeGreaterThan(0);
      }
    }
  });

  it('compares operations with their baselines and says whether they meet their aims', () => {
    expect(stdout).toMatch(/│ run .* × als\.run +│ (met|missed): at most 2\.5 × als\.run/);
    expect(stdout).toMatch(/│ withSpan .* × startActiveSpan +│ (met|missed): at most 2 × startActiveSpan/);
    expect(stdout).toMatch(/│ capture .*│ (met|missed): at most 1 µs/);
  });

  it.each([
    { args: ['contxet'], message: 'Expected a case (context' },
    { args: ['--fast'], message: "Unknown option '--fast'" },
    { args: ['--json'], message: "Option '--json <value>' argument missing" },
  ])('refuses $args with exit code 2', ({ args, message }) => {
    const { status, stdout, stderr } = bench(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: npm run bench');
  });
});
