import { readdirSync, readFileSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { analyzeSource } from '../dist/metrics/file-metrics.js';
import type { FileMetrics, SkippedFile } from '../src/metrics/file-metrics.js';
import { complexitySamples } from './complexity-samples.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const IMPLICIT_FUNCTION = /^Class (?:field initializer|static block) has /;
const COMPLEXITY = /has a complexity of (\d+)\. Maximum allowed is 0\.$/;
const linter = new Linter({ configType: 'flat' });

/** Every function as ESLint's rule reports it; undefined if ESLint can't parse the file. */
function complexitiesByEslint(path: string, source: string): string[] | undefined {
  const extension = extname(path);
  const typescript = /ts/.test(extension);
  for (const sourceType of ['module', 'commonjs', 'script'] as const) {
    const config: Linter.Config = {
      files: [`**/*${extension}`],
      linterOptions: { noInlineConfig: true },
      languageOptions: {
        ecmaVersion: 'latest',
        sourceType,
        parserOptions: { ecmaFeatures: { jsx: !typescript || extension === '.tsx' } },
        ...(typescript ? { parser: typescriptParser } : {}),
      },
      rules: { complexity: ['error', { max: 0, variant: 'classic' }] },
    };
    const messages = linter.verify(source, [config], { filename: `file${extension}` });
    if (messages.some(({ fatal }) => fatal)) continue;
    return messages
      .filter(({ ruleId, message }) => ruleId === 'complexity' && !IMPLICIT_FUNCTION.test(message))
      .map(({ line, column, message }) => `${line}:${column} ${COMPLEXITY.exec(message)![1]}`)
      .sort();
  }
  return undefined;
}

function complexitiesByOurselves(path: string, source: string): string[] | undefined {
  const result: FileMetrics | SkippedFile = analyzeSource(path, source);
  if ('skipped' in result) return undefined;
  return result.functions.map(({ line, column, cyclomatic }) => `${line}:${column} ${cyclomatic}`).sort();
}

function entriesOf(directory: string): Dirent[] {
  return readdirSync(join(root, directory), { recursive: true, withFileTypes: true });
}

function sourceFiles(entries: readonly Dirent[], pattern: RegExp, except?: RegExp): string[] {
  return entries
    .filter((entry) => entry.isFile() && pattern.test(entry.name) && !except?.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** About `count` of the files, evenly spread over all of them. */
function sample(files: string[], count: number): string[] {
  const step = Math.max(1, files.length / count);
  return Array.from({ length: Math.min(count, files.length) }, (_, i) => files[Math.floor(i * step)]!);
}

const DECLARATIONS = /\.d\.[cm]?ts$/;
// One file in fifty is larger, and they are more than a third of all there is to parse.
const MAX_SIZE = 50_000;

describe('cyclomatic complexity', () => {
  it('is what ESLint reports, for every function of samples of all syntax', () => {
    for (const [path, source] of complexitySamples) {
      const expected = complexitiesByEslint(path, source);
      expect({ path, parsed: expected !== undefined }).toEqual({ path, parsed: true });
      expect({ path, found: complexitiesByOurselves(path, source) }).toEqual({ path, found: expected });
    }
  });

  it('is what ESLint reports, for every function of hundreds of installed files', () => {
    const installed = entriesOf('node_modules');
    const paths = [
      ...sample(sourceFiles(installed, /\.[cm]?jsx?$/), 700),
      ...sample(sourceFiles(installed, /\.([cm]?ts|tsx)$/, DECLARATIONS), 150),
      ...sample(sourceFiles(installed, DECLARATIONS), 50),
      ...sourceFiles(entriesOf('packages'), /\.ts$/, DECLARATIONS).filter((path) =>
        /[\\/]src[\\/]/.test(path),
      ),
      ...sourceFiles(entriesOf('e2e/sample-analyzer/src'), /\.ts$/),
    ];
    const differences: object[] = [];
    let files = 0;
    let functions = 0;
    let unparsable = 0;
    for (const path of paths) {
      const source = readFileSync(path, 'utf8');
      if (source.length > MAX_SIZE) continue;
      const expected = complexitiesByEslint(path, source);
      if (!expected) {
        unparsable++;
        continue;
      }
      files++;
      functions += expected.length;
      const found = complexitiesByOurselves(path, source);
      if (found?.join() !== expected.join()) differences.push({ path, found, expected });
    }
    expect(differences).toEqual([]);
    expect(files).toBeGreaterThan(500);
    expect(functions).toBeGreaterThan(5_000);
    expect(unparsable).toBeLessThan(files / 50);
  });
});
