import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read, root } from './run-example.ts';

interface Performance {
  readonly cases: readonly {
    readonly name: string;
    readonly states: readonly {
      readonly state: string;
      readonly results: readonly { readonly name: string; readonly median: number; readonly unit: string }[];
    }[];
  }[];
}

// The one that writes docs/performance.md.
const { format } = (await import(new URL('../../tools/bench/frame/format.mjs', import.meta.url).href)) as {
  readonly format: (figure: number, unit: string) => string;
};
const { cases } = JSON.parse(readFileSync(join(root, 'docs/performance.json'), 'utf8')) as Performance;

/** What was measured, as the pages name it: `tiny: 1,000,000 items`. */
function figure(measured: string, operation: string): string | undefined {
  const results = cases.flatMap(({ name, states }) =>
    states.filter(({ state }) => `${name}: ${state}` === measured).flatMap(({ results: each }) => each),
  );
  const found = results.find(({ name }) => name === operation);
  return found && format(found.median, found.unit);
}

const ROW = /^\| ([\w-]+: [^|]+?) *\| ([^|]+?) *\| ([^|]+?) *\|$/gm;

describe.each(['docs/guides/map-to-map-with-context.md', 'docs/when-not-to-use-it.md'])('%s', (page) => {
  const rows = [...read(page).matchAll(ROW)].map(([, measured = '', operation = '', time = '']) => ({
    measured,
    operation,
    time,
  }));

  it('quotes figures', () => {
    expect(rows.length).toBeGreaterThan(3);
  });

  it.each(rows)('says of $operation in “$measured” what was measured', ({ measured, operation, time }) => {
    expect(time).toBe(figure(measured, operation));
  });

  it('has no figure with a unit of time that is in none of these rows', () => {
    const prose = read(page)
      .replace(ROW, '')
      .replace(/```.*?```/gs, '');
    expect(prose.match(/\d (?:ns|µs|ms)\b/g)).toBeNull();
  });
});
