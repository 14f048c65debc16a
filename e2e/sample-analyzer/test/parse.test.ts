import { parseSource } from '../dist/metrics/parse.js';

function reasonFor(path: string, source: string): string | undefined {
  const result = parseSource(path, source);
  return result.ok ? undefined : result.reason;
}

describe('parseSource', () => {
  const sound: [title: string, path: string, source: string][] = [
    ['a module', 'a.js', 'import x from "y"; export const z = await x;'],
    ['a sloppy script', 'a.js', 'with (a) { b = 010; delete c; }'],
    ['a hashbang', 'a.js', '#!/usr/bin/env node\nf();'],
    ['a return at the top level of a CommonJS file', 'a.cjs', 'if (a) return;'],
    ['an undetected module in .cjs', 'a.cjs', 'import "x"; export {};'],
    ['JSX in .js', 'a.js', 'const a = <b c={d}>e</b>;'],
    ['JSX in .jsx', 'a.jsx', 'const a = <></>;'],
    ['JSX in .tsx', 'a.tsx', 'const a = <T,>(b: T) => <c.d<T> {...b} />;'],
    ['legacy decorators', 'a.js', '@a export class B { @c() d; @e() f() {} }'],
    ['decorators on parameters', 'a.ts', 'class A { constructor(@b() private readonly c: D) {} }'],
    ['standard decorators', 'a.js', 'export @a.b class C { @(d()) static accessor e = 1 }'],
    ['type assertions in .ts', 'a.ts', 'const a = <any>b;'],
    ['an ES module in .mts', 'a.mts', 'export const a = (await b) satisfies C;'],
    ['import and export in .cts', 'a.cts', 'import a = require("b"); export = a;'],
    ['using declarations', 'a.ts', '{ using a = b(); await using c = d; }'],
    [
      'import attributes, old and new',
      'a.js',
      'import a from "a" assert { b: "c" }; import d from "d" with {};',
    ],
    ['a declaration file', 'a.d.ts', 'declare const a: 1; export function f(): void; export const b = 1;'],
    ['a declaration file for another language', 'a.d.css.ts', 'export const a: string;'],
    ['an extension in upper case', 'A.JS', 'f();'],
    ['an empty file', 'a.js', ''],
  ];
  it.each(sound)('parses %s', (_, path, source) => {
    expect(reasonFor(path, source)).toBeUndefined();
  });

  it('strips one byte order mark and counts columns without it', () => {
    const result = parseSource('a.js', '\uFEFFf();');
    expect(result).toMatchObject({ ok: true, code: 'f();', program: { start: 0 } });
  });

  it('says where a syntax error is, counted from 1', () => {
    expect(reasonFor('a.js', 'let a;\nconst b = = 1;')).toBe('Unexpected token (2:11)');
    expect(reasonFor('a.js', '\uFEFFconst b = = 1;')).toBe('Unexpected token (1:11)');
  });

  it('refuses what the language refuses', () => {
    expect(reasonFor('a.js', 'let a; let a;')).toBe("Identifier 'a' has already been declared. (1:12)");
    expect(reasonFor('a.mjs', 'with (a) b;')).toMatch(/^'with' in strict mode/);
    expect(reasonFor('a.js', 'const a: number = 1;')).toMatch(/^Missing initializer|^Unexpected token/);
  });

  it('refuses files of other languages', () => {
    for (const path of ['a.json', 'a', 'js', 'a.cjsx', 'a.mtsx', 'a.js.map']) {
      expect(reasonFor(path, '1')).toBe('Not a JavaScript or TypeScript file');
    }
  });

  it('keeps control characters of the source out of the reason', () => {
    for (const character of ['\u001b', '\u0007', '\u0000', '\u009b', '\u2028', '\u202e', '\r']) {
      for (const source of [`let ${character} = = 1`, `let a; let a${character}[31m`, `'\n${character}`]) {
        expect(reasonFor('a.js', source) ?? '').not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }
    }
  });
});
