import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Result {
  readonly name: string;
  readonly median: number;
  readonly ratio?: number;
  readonly aims: readonly { readonly met: boolean }[];
  readonly rounds: readonly number[];
}

interface Report {
  readonly cases: readonly { readonly states: readonly { readonly results: readonly Result[] }[] }[];
}

const program = fileURLToPath(new URL('bench-cases.mjs', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'bench-frame-'));
const json = join(directory, 'figures.json');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function bench(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args, '--json', json], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const [measured] = (JSON.parse(readFileSync(json, 'utf8')) as Report).cases;
  const results = measured?.states.map((state) => new Map(state.results.map((one) => [one.name, one])));
  return { stdout, measured, results: results ?? [] };
}

describe('a case of known figures', () => {
  const { stdout, measured, results } = bench('figures');
  const [times, sizes] = results;
  const met = (name: string) => times?.get(name)?.aims.map((aim) => aim.met);

  it('leaves out the warm-up and tells the figures of one item', () => {
    expect(times?.get('raw')).toMatchObject({ median: 5000, p25: 3000, p75: 7000, items: 1 });
    expect(times?.get('ours')).toMatchObject({ median: 1250, ratio: 0.25, items: 4 });
    expect(times?.get('ours')?.rounds).toEqual([250, 500, 750, 1000, 1250, 1500, 1750, 2000, 2250]);
  });

  it('judges each aim of a contestant', () => {
    expect(met('ours')).toEqual([true, false]);
    expect(met('more')).toEqual([true]);
    expect(stdout).toMatch(/│ ours .* 0\.25 × raw +│ met: at most 0\.3 × raw +│/);
    expect(stdout).toMatch(/│ missed: at most 0\.2 × raw, is 0\.25 × raw +│/);
  });

  it('takes as the fastest peer the one that is, and as behind who is slower in three rounds of four', () => {
    expect(met('ahead')).toEqual([true, false]);
    expect(met('level')).toEqual([true]);
    expect(met('behind')).toEqual([false, false]);
    expect(stdout).toContain('missed: at most 0.5 × the fastest peer, is 0.933 × fast pool');
    expect(stdout).toContain('missed: not behind any peer, is 1.07 × fast pool');
  });

  it('counts bytes where a contestant says so', () => {
    expect(sizes?.get('large')).toMatchObject({ unit: 'bytes', median: 2.5e6 });
    expect(stdout).toMatch(/│ small +│ +512 B │/);
    expect(stdout).toMatch(/│ large +│ +2\.5 MB │/);
  });

  it('passes on what the case says of itself', () => {
    const plot = { title: 'made-up', states: ['times'] };
    expect(measured).toMatchObject({ title: 'made-up figures', about: 'Nothing was done.', plot });
  });
});

describe('a long case', () => {
  it('makes each call once per round, after half a second of them, in changing order', () => {
    const { results } = bench('calls');
    expect(results).toHaveLength(2);
    for (const state of results) {
      const [warmUps = 0, ...later] = state.get('calls so far')?.rounds ?? [];
      expect(warmUps).toBeGreaterThan(1);
      expect(later.map((calls) => calls - warmUps)).toEqual([0, 2, 2, 4, 4, 6, 6, 8]);
      expect(state.get('wait')?.rounds).toHaveLength(9);
      expect(state.get('wait')?.median).toBeGreaterThan(0.9e6);
    }
  });

  it('makes each call once in all when it has to be quick, and tells the case so', () => {
    const { results } = bench('calls', '--quick');
    for (const state of results) {
      expect(state.get('wait')).toMatchObject({ items: 1 });
      expect(state.get('wait')?.rounds).toHaveLength(1);
      expect(state.get('calls so far')?.rounds).toEqual([1]);
    }
  });
});
