import { measure, measureFirst } from './measure.ts';

describe('cyclomatic complexity', () => {
  it('is 1 for a function without branches', () => {
    expect(measureFirst('function f() { try { g(); } finally { h(); } }').cyclomatic).toBe(1);
  });

  it.each([
    ['if (a) b(); else if (c) d(); else e();', 3],
    ['return a ? b : c;', 2],
    ['return (a && b) || (c ?? d);', 4],
    ['a &&= 1; a ||= 1; a ??= 1; a += 1;', 4],
    ['return a?.b?.[c]?.(d).e;', 4],
    ['for (;;) for (const a in b) for (const c of d) while (e) do f(); while (g);', 6],
    ['switch (a) { case 1: case 2: break; default: }', 3],
    ['try { a(); } catch { b(); }', 2],
    ['const { a = 1, b: [c = 2] } = d;', 3],
    ['enum E { A = B || 1 }', 2],
  ])('of { %s } is %i', (body, expected) => {
    expect(measureFirst(`function f() { ${body} }`).cyclomatic).toBe(expected);
  });

  it('counts default parameters for the function itself', () => {
    expect(measureFirst('function f(a = 1, { b = 2 } = {}) {}').cyclomatic).toBe(4);
  });

  it('leaves out nested functions, field initializers and static blocks', () => {
    const source =
      'function f() { class A { a = b || c; static { if (d) e(); } g() { if (h) i(); } } return () => j || k; }';
    const figures = measure(source).functions.map(({ name, cyclomatic }) => [name, cyclomatic]);
    expect(figures).toEqual([
      ['f', 1],
      ['A.g', 2],
      ['<anonymous>', 2],
    ]);
  });
});

describe('measureFunctions', () => {
  it('lists only functions that have a body', () => {
    const source = `
      declare function a(): void;
      function b(x: 1): void;
      function b(x: any) {}
      abstract class C { abstract d(): void; e(): void; e(x?: 1) {} declare f: () => void }
      type G = () => void;
      interface H { i(): void }
    `;
    expect(measure(source).functions.map(({ name, line }) => [name, line])).toEqual([
      ['b', 4],
      ['C.e', 5],
    ]);
  });

  it('finds functions wherever code can stand', () => {
    const source = `
      @d(() => 1) class A { @d(() => 2) m(@d(() => 3) p) {} [(() => 4)()] = 5; static { (() => 6)(); } }
      enum E { A = (() => 7)() }
      namespace N { export const a = <any>(() => 8); }
      const t = tag\`\${() => 9}\`, o = { ...(() => 10)() }, { [(() => 11)()]: q = () => 12 } = o;
      export default (() => 13) satisfies unknown;
    `;
    expect(measure(source).functions).toHaveLength(13);
    expect(
      measure('const a = <b c={() => 1} {...d(() => 2)}>{() => 3}</b>;', 'a.jsx').functions,
    ).toHaveLength(3);
  });

  it('counts lines from the first to the last, both included', () => {
    expect(measureFirst('const f = (\n  a,\n) => {\n  b();\n};\n').length).toBe(5);
    expect(measureFirst('class A { m() {} }').length).toBe(1);
  });

  it('counts formal parameters, but not this', () => {
    expect(measureFirst('function f(this: A, a, { b, c }, [d] = [], ...e) {}').parameters).toBe(4);
    expect(measureFirst('class A { constructor(private a: B, public c = 1) {} }').parameters).toBe(2);
  });

  it('measures the deepest nesting of control structures', () => {
    const nesting = (body: string) => measureFirst(`function f() { ${body} }`).nesting;
    expect(nesting('a(); { b(); } c ? d : e;')).toBe(0);
    expect(nesting('if (a) b(); else if (c) d(); else if (e) f(); else g();')).toBe(1);
    expect(nesting('if (a) {} else { if (b) c(); }')).toBe(2);
    expect(nesting('for (;;) { while (a) { try { switch (b) { default: if (c) d(); } } catch {} } }')).toBe(
      5,
    );
    expect(nesting('try {} catch { if (a) b(); }')).toBe(2);
    expect(nesting('if (a) g(() => { if (b) c(); });')).toBe(1);
  });

  it('lists the last names of callees once each, sorted', () => {
    const source = `function f() {
      z(); a.b.c(); a['d'](); new X(); new Y.Z; tag\`\`; q.r\`\`; a?.e?.(); this.#p(); (0, m.n)();
      g!(); (h as any)(); z(); a[k](); i()(); (() => 1)(); super.j(); import('l'); "".w();
    }`;
    expect(measureFirst(`class A extends B { #p; ${source.slice('function '.length)} }`).calls).toEqual([
      '#p',
      'X',
      'Z',
      'c',
      'd',
      'e',
      'g',
      'h',
      'i',
      'j',
      'n',
      'r',
      'tag',
      'w',
      'z',
    ]);
  });

  it('attributes calls to the innermost function, and field initializers to what is around the class', () => {
    const { functions, topLevelCalls } = measure(
      'a(); class A { f = b(); } function g() { c(() => d()); class B { static { e(); } } }',
    );
    expect(topLevelCalls).toEqual(['a', 'b']);
    expect(functions.map(({ calls }) => calls)).toEqual([['c', 'e'], ['d']]);
  });
});

describe('location', () => {
  it.each([
    ['function f() {}', 1, 1],
    ['export default async function () {}', 1, 16],
    ['const f = (a) => a;', 1, 15],
    ['const f = async (a, /* => */\n  b, // =>\n  /* =>\n */) /* => */ => /* => */ (a);', 4, 15],
    ['const f = (a): a is (() => b)[] => a;', 1, 33],
    ['const f = <T,>() => 1;', 1, 18],
    ['const f = a => a;\r\nb', 1, 13],
    ['const o = {\n  async *f() {} };', 2, 3],
    ['const o = { f: () => 1 };', 1, 13],
    ['class A {\n  static get f() { return 1; } }', 2, 3],
    ['class A {\n  @d()\n  f() {} }', 2, 3],
    ['class A { f = () => 1 }', 1, 11],
    ['/* 𝒳 */ function f() {}', 1, 10],
    ['`\u2028`; function f() {}', 2, 4],
  ])('of %j is %i:%i', (source, line, column) => {
    expect(measureFirst(source)).toMatchObject({ line, column });
  });
});
