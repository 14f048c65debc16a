import fc from 'fast-check';
import { analyzeSource } from '../dist/metrics/file-metrics.js';
import { measure } from './measure.ts';

describe('analyzeSource', () => {
  it('describes a whole file with plain data', () => {
    const metrics = measure('// TODO: more\nstart();\nfunction start(a) {\n  if (a) go();\n}\n', 'src/a.js');
    expect(JSON.parse(JSON.stringify(metrics))).toEqual({
      path: 'src/a.js',
      lines: 5,
      functions: [
        {
          name: 'start',
          line: 3,
          column: 1,
          cyclomatic: 2,
          cognitive: 1,
          length: 3,
          nesting: 1,
          parameters: 1,
          calls: ['go'],
        },
      ],
      markers: [{ kind: 'TODO', line: 1, column: 4, text: 'TODO: more' }],
      topLevelCalls: ['start'],
    });
  });

  it.each([
    ['', 0],
    ['a', 1],
    ['a\n', 1],
    ['a\nb', 2],
    ['a\r\nb\r\n', 2],
    ['\n\n', 2],
    ['\uFEFFa\n', 1],
  ])('counts the lines of %j as %i', (source, lines) => {
    expect(measure(source).lines).toBe(lines);
  });

  it('names the reason for which it skips a file', () => {
    expect(analyzeSource('a.js', 'function (')).toEqual({
      path: 'a.js',
      skipped: 'Unexpected token (1:10)',
    });
  });

  const paths = ['a.js', 'a.mjs', 'a.cjs', 'a.jsx', 'a.ts', 'a.tsx', 'a.d.ts'];

  it('never throws, whatever the text', () => {
    const words = fc.constantFrom(
      ...'function class ( ) { } [ ] => = ; , . ?. ?? && || ` ${ < > / " @a #b * async await get if else for'.split(
        ' ',
      ),
      ...[
        'switch',
        'case',
        ':',
        '// TODO',
        '/*',
        '*/',
        '\n',
        '\u2028',
        '\uFEFF',
        '\ud800',
        '\u001b',
        'a',
        '1',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 40 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), text, (path, source) => {
        const result = analyzeSource(path, source);
        if ('skipped' in result) expect(result.skipped).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u);
        else expect(structuredClone(result)).toEqual(result);
      }),
      { numRuns: 1_000 },
    );
  });

  it('counts the paths of a function wherever the function stands', () => {
    const body = 'if (a && b) { c?.(); } else for (const d of e ?? f) g ||= d ? 1 : 2;';
    const around = fc.constantFrom<(code: string) => string>(
      (code) => `{ ${code} }`,
      (code) => `if (x) { ${code} } else y();`,
      (code) => `try { z(); } catch { ${code} }`,
      (code) => `for (;;) { switch (x) { default: ${code} } }`,
      (code) => `class A { m() { ${code} } }`,
      (code) => `class A { static { ${code} } }`,
      (code) => `call(() => { ${code} });`,
    );
    fc.assert(
      fc.property(fc.array(around, { maxLength: 8 }), (wrappers) => {
        const source = wrappers.reduce((code, wrap) => wrap(code), `function target() { ${body} }`);
        const target = measure(source).functions.find(({ name }) => name === 'target');
        expect(target).toMatchObject({ cyclomatic: 8, cognitive: 8, nesting: 2 });
      }),
    );
  });
});
