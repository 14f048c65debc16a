/** Sources that hold every kind of function and branch, in places where analyzers disagree. */
export const complexitySamples: [path: string, source: string][] = [
  [
    'everything.ts',
    `@dec(() => a || b) abstract class A<T> {
  @d() foo() { return 1 }
  @d()
  @e x = () => a ?? b;
  static #p = a?.b?.() || (() => c?.[d]?.e)();
  accessor z = a && b;
  @d() accessor fn = () => a && b;
  constructor(private y = 1, @I(() => x || y) readonly q = 2) {}
  declare foo: 1;
  abstract bar(x: number): void;
  over(a: number): void;
  over(a?: number): void { if (a) return }
  get x() { return a!?.b!.c!?.() }
  set x(v) { v ||= 1; v &&= 2; v ??= 3; v += 1 }
  static async *[Symbol.iterator]<T>(this: A) {}
  static { if (a) b(); const f = () => a ? b : c }
  'quoted name'() {}
  [(() => 1)()]() {}
  async = 1
  get = () => 1
  m(): void {}
  public async n() { for await (const x of y) z() }
}
function f(a: number): void;
function f(a = 1, {b = 2, c: [d = 3] = []} = {}) { enum E { A = 1 || 2, B = A && A } namespace N { export const x = a?.b } }
const q = async <T,>(a: T): Promise<T> /* => */ => (a);
const r = (
  a,
  b, // =>
/* =>
 x */ ) /* => */ => /* => */ ((a));
const o = { a: () => 1, b() {}, get c() { return 1 }, async *d() {}, ['e']: function () {}, [(() => 2)()]: 1, f: (() => 3) as any, g: ((x) => x) };
const { h = () => 1, [(() => 2)()]: i } = o;
let u = x => y => z => { label: while (1) { do { switch (x) { case 1: case 2: break; default: } } while (0); try {} catch {} finally {} } };
export default function () { for (const a in b) ; for (;;) ; with2(a) }
abstract class B { abstract x: number; abstract get y(): number; protected constructor() { q?.() } }
let g = <T extends (a: number) => void>(a?: T, ...rest: number[]): a is (T[]) => a satisfies any;
declare function dd(x?: number): void;
let v = a ||= b as any; const w = f<string>; type X = (a?: number) => typeof a; let tt = \`\${a ?? b}\${(() => 1)()}\`;`,
  ],
  [
    'component.jsx',
    `export const List = ({ items = [], render = (item) => item?.name ?? 'none' }) => (
  <ul className={items.length > 9 ? 'long' : 'short'} {...(items.extra || {})}>
    {items.map((item, i) => <li key={i}>{item.done && <b onClick={() => item.toggle?.()}>{render(item)}</b>}</li>)}
  </ul>
);
export class Panel extends Component {
  state = { open: this.props.open ?? false, toggle: () => this.state.open || this.open() };
  static defaults = Panel.options?.defaults;
  handle = async (event) => { if (event) await this.props.onEvent?.(event); };
  get title() { return this.props.title || <>untitled</>; }
  render() { return this.state.open ? <div>{this.props.children}</div> : null; }
}`,
  ],
  [
    'component.tsx',
    `const id = <T,>(x: T) => x;
export function Table<Row extends { key?: string }>({ rows = [], cell }: Props<Row>): JSX.Element | null {
  const [open, setOpen] = useState<boolean>(() => rows!.length > 0 && !rows[0]?.key);
  if (!open) return null;
  return <Grid<Row> onClick={() => setOpen((o) => !o)}>{rows.map((r) => <Cell key={r?.key ?? 'x'} {...(r as any)} />)}</Grid>;
}`,
  ],
  [
    'script.js',
    `#!/usr/bin/env node
with (a) { f = function () { return b || c; }; }
function g(a, b) { arguments[0] &&= 010; x: for (var i in a) { if (i) continue x; } return function* () { yield a ? b : 1; }; }
var o = { get a() { return 1; }, set a(v) { v ? 1 : 2; }, async *b() {}, 'c d': () => {}, 3() {}, [f(() => 1)]: (x) => x,
  __proto__: function () {} };
({ a: function () {}, b: (() => {})(), ...(() => 1)() });
new (class { #p = () => this.#q?.(); static async #q(a = 1) {} static { (() => a || b)(); } [o.k] = function () {}; })();
if (a) function h() {} else function k() {}
async () => { for await (const a of b) c ??= d; };
(a, b = () => a || 1, { c = (d = 2) => d } = {}) => (/* => */ (a), b);`,
  ],
];
