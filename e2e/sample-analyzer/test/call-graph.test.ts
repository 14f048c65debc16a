import fc from 'fast-check';
import { buildCallGraph, fanIn, fanOut } from '../dist/call-graph.js';
import { measure } from './measure.ts';

const files = [
  measure('import { b } from "./b"; function a() { b(); b(); unknown(); } a();', 'a.js'),
  measure('export function b() { c(); d(); } function c() { c(); } b();', 'b.js'),
  measure('class D { constructor() { this.d(); } d() { list.map((x) => b(x)); } } new D();', 'd.js'),
];

describe('buildCallGraph', () => {
  const graph = buildCallGraph(files);

  it('knows who calls whom, by name', () => {
    expect(graph.nodes.get('b')).toEqual({
      definitions: 1,
      fanIn: 3,
      callers: ['<anonymous>', '<file>', 'a'],
      callees: ['c', 'd'],
    });
    expect(graph.nodes.get('a')).toMatchObject({ callers: ['<file>'], callees: ['b'] });
  });

  it('takes the call of a class for the call of its constructor', () => {
    expect(graph.nodes.get('D')).toMatchObject({ callers: ['<file>'], callees: ['d'] });
    expect(fanOut(graph, 'D.constructor')).toBe(1);
  });

  it('takes no notice of recursion and of what is defined nowhere', () => {
    expect(graph.nodes.get('c')).toMatchObject({ fanIn: 1, callers: ['b'], callees: [] });
    expect(graph.nodes.has('unknown')).toBe(false);
    expect(graph.nodes.has('<anonymous>')).toBe(false);
  });

  it('answers for names with their owners', () => {
    expect(fanIn(graph, 'D.d')).toBe(2);
    expect(fanIn(graph, 'd')).toBe(2);
    expect(fanOut(graph, 'b')).toBe(2);
    expect(fanIn(graph, 'unknown')).toBe(0);
    expect(fanOut(graph, 'unknown')).toBe(0);
  });

  it('counts calls of names that several functions share for all of them', () => {
    const shared = buildCallGraph([
      measure('const o = { run() {} }; class A { run() {} }'),
      measure('function f() { x.run(); } function g() { y.run(); }'),
    ]);
    expect(shared.nodes.get('run')).toMatchObject({ definitions: 2, fanIn: 2, callers: ['f', 'g'] });
  });

  it('is safe with names that objects have by nature', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    const natural = buildCallGraph([
      measure(names.map((name) => `function ${name}() {}`).join(';')),
      measure(`function f() { ${names.map((name) => `${name}();`).join('')} }`),
    ]);
    expect([...natural.nodes.keys()]).toEqual([...names, 'f'].sort());
    for (const name of names) expect(fanIn(natural, name)).toBe(1);
    expect(fanIn(buildCallGraph([]), '__proto__')).toBe(0);
  });

  it('survives a structured clone', () => {
    expect(structuredClone(graph)).toEqual(graph);
  });

  it('is the same for any order of files, down to the order of its entries', () => {
    const entries = JSON.stringify([...graph.nodes]);
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
        expect(JSON.stringify([...buildCallGraph(shuffled).nodes])).toBe(entries);
      }),
    );
  });
});
