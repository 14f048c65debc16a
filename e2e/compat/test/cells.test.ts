import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cells } from '../cells.mjs';
import { lines, whyUnsupported } from '../lines.mjs';
import { suites } from '../suites.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('the cells', () => {
  it('are four lines of Node times two of OpenTelemetry, and one is not supported by the latter', () => {
    expect(cells().map(({ node, line }) => [node.major, line.major])).toEqual(
      [20, 22, 24, 26].flatMap((node) => [2, 3].map((line) => [node, line])),
    );
    const unsupported = cells().filter((cell) => cell.unsupported !== undefined);
    expect(unsupported.map(({ node, line }) => [node.major, line.major])).toEqual([[20, 3]]);
  });

  it('can be chosen by both', () => {
    expect(cells({ node: 24 })).toHaveLength(2);
    expect(cells({ line: 3 })).toHaveLength(4);
    expect(cells({ node: 26, line: 2 })).toHaveLength(1);
  });
});

describe('the 3.x line of OpenTelemetry', () => {
  const [, next] = lines;

  it.each(['22.15.0', '22.23.3', '24.0.0', '100.0.0'])('supports Node %s', (version) => {
    expect(whyUnsupported(next!, version)).toBeUndefined();
  });

  it.each(['22.14.9', '20.19.0', '8.0.0'])('does not support Node %s, and says what it needs', (version) => {
    expect(whyUnsupported(next!, version)).toMatch(
      /^not supported by OpenTelemetry: sdk-trace 3\.[\d.]+ needs Node >=22\.15\.0$/,
    );
  });
});

describe('the suites', () => {
  it('are those of all packages that have tests', () => {
    const tested = readdirSync(join(root, 'packages')).filter((name) =>
      readdirSync(join(root, 'packages', name)).includes('test'),
    );
    const folders = suites.filter(({ of }) => of === 'packages').map(({ folder }) => folder);
    expect(folders).toEqual(expect.arrayContaining(tested.map((name) => `packages/${name}`)));
  });

  it.each(
    suites.flatMap(({ folder, only = [], except = [], telltale = [] }) =>
      [...only, ...except, ...telltale].map((file) => [folder, file]),
    ),
  )('of %s names a file that is there: %s', (folder, file) => {
    expect(readdirSync(join(root, folder, 'test'))).toContain(`${file}.test.ts`);
  });
});
