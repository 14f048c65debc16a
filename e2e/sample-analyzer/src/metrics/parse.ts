import { createRequire } from 'node:module';
import type * as Babel from '@babel/parser';
import type { ParserOptions, ParserPlugin } from '@babel/parser';
import { oneLine } from './one-line.js';
import type { SyntaxNode } from './syntax-tree.js';

export interface SourceComment {
  /** Without the comment signs. */
  value: string;
  loc: SyntaxNode['loc'];
  type: 'CommentBlock' | 'CommentLine';
}

export type ParseResult =
  | { ok: true; program: SyntaxNode; comments: readonly SourceComment[]; code: string }
  | { ok: false; reason: string };

/** Why a file is skipped whose expressions or statements are nested beyond any reasonable depth. */
export const NESTED_TOO_DEEPLY = 'Nested too deeply to analyze';

// Loaded with the first file: a thread that leaves parsing to others does without it.
const require = createRequire(import.meta.url);
let babel: typeof Babel | undefined;

const EXTENSION = /\.([cm]?)(js|ts|jsx|tsx)$/;
const DECLARATION_FILE = /\.d\.(?:[^./\\]+\.)?[cm]?ts$/;

/**
 * Parses one file into ESTree. The extension of `path` chooses the language: `.js .mjs .cjs .jsx .ts .mts .cts
 * .tsx`, declaration files included. JavaScript may be a module or a sloppy script and may hold JSX; both
 * dialects of decorators are understood.
 *
 * All positions refer to `code`, which is `text` without a byte order mark.
 *
 * Never throws. A file that is no valid source is refused with a one-line reason, its position counted from 1.
 */
export function parseSource(path: string, text: string): ParseResult {
  const variants = variantsFor(path, text);
  if (!variants) return { ok: false, reason: 'Not a JavaScript or TypeScript file' };
  const code = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let failure: unknown;
  for (const options of variants) {
    try {
      babel ??= require('@babel/parser') as typeof Babel;
      const { program, comments } = babel.parse(code, options);
      // Babel types its own tree; with the `estree` plugin it builds ESTree instead.
      const tree = program as unknown as SyntaxNode;
      return { ok: true, program: tree, comments: (comments ?? []) as SourceComment[], code };
    } catch (error) {
      if (error instanceof RangeError) return { ok: false, reason: NESTED_TOO_DEEPLY };
      failure ??= error;
    }
  }
  return { ok: false, reason: reasonOf(failure) };
}

/** The ways to read a file, likeliest first; the reason reported is the first one's. */
function variantsFor(path: string, text: string): ParserOptions[] | undefined {
  const [, format, language] = EXTENSION.exec(path.toLowerCase()) ?? [];
  if (language === undefined || (format !== '' && language.endsWith('x'))) return undefined;
  const typescript = language.startsWith('ts');
  const plugins: ParserPlugin[] = [
    ['estree', { classFeatures: true }],
    'decoratorAutoAccessors',
    'explicitResourceManagement',
    ['importAttributes', { deprecatedAssertSyntax: true }],
  ];
  if (typescript) plugins.push(['typescript', { dts: DECLARATION_FILE.test(path.toLowerCase()) }]);
  if (language !== 'ts') plugins.push('jsx');

  const base: ParserOptions = {
    sourceType: format === 'm' ? 'module' : format === 'c' && !typescript ? 'script' : 'unambiguous',
    attachComment: false,
    createImportExpressions: true,
    allowNewTargetOutsideFunction: true,
    allowReturnOutsideFunction: !typescript && format !== 'm',
    allowUndeclaredExports: true,
  };
  const variant = (options: ParserOptions, decorators: ParserPlugin): ParserOptions => ({
    ...options,
    plugins: [...plugins, decorators],
  });
  const variants = [variant(base, 'decorators-legacy')];
  if (text.includes('@')) variants.push(variant(base, ['decorators', { allowCallParenthesized: true }]));
  if (base.sourceType === 'script') {
    variants.push(variant({ ...base, sourceType: 'unambiguous' }, 'decorators-legacy'));
  }
  return variants;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Not parsable';
  const { loc } = error as { loc?: { line: number; column: number } };
  const message = oneLine(error.message.replace(/ \(\d+:\d+\)$/, ''));
  return loc ? `${message} (${loc.line}:${loc.column + 1})` : message;
}
