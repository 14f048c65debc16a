import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedPackages } from '@threadspan/packaging';
import { apiReport } from '../report.mjs';
import { reportPath } from '../main.mjs';

const example = fileURLToPath(new URL('fixtures/two-doors', import.meta.url));
/** The report of the example as it is, which the first test of reports asserts. */
const expected = readFileSync(join(example, 'expected.md'), 'utf8');

// A difference here is a change of what users rely on. If it is meant: `npm run api-reports`.
it.each(publishedPackages().map(({ folder, manifest }) => [manifest.name as string, folder]))(
  'the report of %s is its public surface',
  (_, folder) => {
    expect(apiReport(folder)).toBe(readFileSync(reportPath(folder), 'utf8'));
  },
);

describe('a report', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), 'threadspan-test-'));
    cpSync(example, folder, { recursive: true });
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const append = (file: string, text: string) => {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8') + text);
  };

  it('has a section for each entry point, and says there what is new', () => {
    expect(apiReport(folder)).toBe(expected);
  });

  it.each([
    ['a further name', 'export declare function added(): void;', 'export function added(): void;'],
    [
      'a type that a public one names',
      'type Inner = 1;\nexport declare const outer: Inner;',
      'type Inner = 1;',
    ],
    [
      'a further overload',
      'export declare function half(text: string): string;',
      'half(text: string): string;',
    ],
  ])('changes with %s', (_, declaration, line) => {
    append('index.d.ts', declaration);
    expect(expected).not.toContain(line);
    expect(apiReport(folder)).toContain(line);
  });

  it('stays the same when only a docstring changes', () => {
    append('index.d.ts', '/** Another word. */\nexport {};\n');
    expect(apiReport(folder)).toBe(expected);
  });

  it('is refused where declarations are broken', () => {
    append('index.d.ts', "export declare const lost: import('./nowhere').Lost;");
    expect(() => apiReport(folder)).toThrow(
      /Expected declarations of two-doors that can be read, got\n.*nowhere/,
    );
  });
});
