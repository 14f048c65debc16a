import { measure } from './measure.ts';

function names(source: string): string[] {
  return measure(source).functions.map(({ name }) => name);
}

describe('function names', () => {
  it.each([
    ['function f() {}', 'f'],
    ['const a = function f() {};', 'f'],
    ['const f = () => 1;', 'f'],
    ['const f = (() => 1) as any;', 'f'],
    ['f ??= () => 1;', 'f'],
    ['const { f = () => 1 } = a;', 'f'],
    ['export default function () {}', 'default'],
    ['module.exports.f = function () {};', 'module.exports.f'],
    ['A.prototype["f"] = function () {};', 'A.prototype.f'],
    ['this.f = () => 1;', 'this.f'],
    ['a().f = () => 1;', 'f'],
    ['a[b()] = () => 1;', 'a[…]'],
    ['class A { f() {} }', 'A.f'],
    ['class A { constructor() {} }', 'A.constructor'],
    ['class A { static #f = () => 1; }', 'A.#f'],
    ['class A { get f() { return 1; } }', 'A.get f'],
    ['class A { set f(a) {} }', 'A.set f'],
    ['class A { static accessor f = () => 1; }', 'A.f'],
    ['const A = class { f() {} };', 'A.f'],
    ['const A = class B { f() {} };', 'B.f'],
    ['a(class { f() {} });', 'f'],
    ['const o = { f() {} };', 'o.f'],
    ['const o = { p: { f: () => 1 } } as const;', 'o.p.f'],
    ['const o = { "two words": () => 1 };', 'o["two words"]'],
    ['const o = { "a.b": () => 1 };', 'o["a.b"]'],
    ['const o = { 1: () => 1 };', 'o["1"]'],
    ['const o = { [Symbol.iterator]() {} };', 'o[Symbol.iterator]'],
    ['const o = { [a + b]() {} };', 'o[…]'],
    ['a({ f() {} });', 'f'],
    ['a(() => 1);', '<anonymous>'],
    ['(function () {})();', '<anonymous>'],
    ['class __proto__ { constructor() {} }', '__proto__.constructor'],
  ])('%s is called %s', (source, name) => {
    expect(names(source)).toEqual([name]);
  });

  it('are cut to 200 characters, none of them in half', () => {
    expect(names(`function ${'a'.repeat(1000)}() {}`)).toEqual(['a'.repeat(200)]);
    expect(names(`const o = { "${'a'.repeat(195)}𝒳𝒳𝒳 ": () => 1 };`)[0]).toBe(`o["${'a'.repeat(195)}𝒳`);
  });

  it('never carry control characters of quoted keys', () => {
    const [name] = names('const o = { "\u001b[31m\u009b\u202e\\n": () => 1 };');
    expect(name).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  });
});
