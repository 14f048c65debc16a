import { spawnSync } from 'node:child_process';
import ts from 'typescript';
import { babelWith, esbuildWith, swcWith, tsc } from './compilers';

// What a toolchain can't do is its own word, so that a change of it is noticed here.

const privateMethod = 'class Vault { @decorate #open() {} }';
const symbolKey = 'const key = Symbol(); class Vault { @decorate() public [key]() {} }';
const parameter = 'class Vault { open(@decorate path: string) {} }';

/** The messages of a whole compilation by tsc. */
function diagnostics(source: string, options: ts.CompilerOptions): string[] {
  const text = `declare const decorate: any;\n${source}`;
  const settings = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: [],
    noEmit: true,
    ...options,
  };
  const host = ts.createCompilerHost(settings);
  const file = ts.createSourceFile('vault.ts', text, ts.ScriptTarget.ES2022);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => (name === 'vault.ts' ? file : getSourceFile(name, ...rest));
  const program = ts.createProgram(['vault.ts'], settings, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('a private method in the legacy dialect', () => {
  it('is refused by tsc', () => {
    expect(diagnostics(privateMethod, { experimentalDecorators: true })).toEqual([
      'Decorators are not valid here.',
    ]);
  });

  it('is refused by esbuild', () => {
    expect(() => esbuildWith(true).compile(privateMethod, 'vault.ts')).toThrow(
      'TypeScript experimental decorators cannot be used on private identifiers',
    );
  });

  it('is refused by Babel', () => {
    expect(() => babelWith('legacy').compile(privateMethod, 'vault.ts')).toThrow('expected type of string');
  });

  it('loses its decorator in swc, without a word', () => {
    const output = swcWith({ legacyDecorator: true }).compile(privateMethod, 'vault.ts');
    expect(output).toContain('#open()');
    expect(output).not.toContain('decorate');
  });
});

describe('a parameter in the standard dialect', () => {
  it('is refused by tsc', () => {
    expect(diagnostics(parameter, {})).toEqual(['Decorators are not valid here.']);
  });

  it.each([
    ['esbuild', esbuildWith(false)],
    ['Babel', babelWith('2023-11')],
  ])('is refused by %s', (_tool, compiler) => {
    expect(() => compiler.compile(parameter, 'vault.ts')).toThrow(/[Dd]ecorator/);
  });

  it('is left as it is by swc, and refused by Node', () => {
    const output = swcWith({ decoratorVersion: '2022-03' }).compile(parameter, 'vault.ts');
    expect(output).toContain('@decorate');
    expect(runByNode(output)).toContain('SyntaxError: Invalid or unexpected token');
  });
});

it('a parameter is left as it is by Babel in the legacy dialect, and refused by Node', () => {
  const output = babelWith('legacy').compile(parameter, 'vault.ts');
  expect(output).toContain('@decorate');
  expect(runByNode(output)).toContain('SyntaxError: Invalid or unexpected token');
});

it('a symbol as key is refused by Babel in the legacy dialect', () => {
  expect(() => babelWith('legacy').compile(symbolKey, 'vault.ts')).toThrow(
    'Computed method/property decorators are not yet supported',
  );
});

it('standard decorators that tsc leaves in place are refused by Node', () => {
  const left = tsc({ target: ts.ScriptTarget.ESNext }).compile(
    'class Vault { @decorate open() {} }',
    'vault.ts',
  );
  expect(left).toContain('@decorate');
  expect(runByNode(left)).toContain('SyntaxError: Invalid or unexpected token');
});

it('esbuild renames classes that name themselves unless it is told to keep names', () => {
  const source =
    'class Vault { @decorate static #open() {} static open() { Vault.#open() } }; console.error(Vault.name)';
  const run = (keepNames: boolean) =>
    runByNode(`const decorate = () => {};${esbuildWith(false, { keepNames }).compile(source, 'vault.ts')}`);
  expect([run(false), run(true)]).toEqual(['_Vault\n', 'Vault\n']);
});

it('esbuild emits no types of parameters, even where it is told to', () => {
  const source = 'class Vault { @decorate open(path: string) {} }';
  expect(
    tsc({ experimentalDecorators: true, emitDecoratorMetadata: true }).compile(source, 'vault.ts'),
  ).toContain('design:paramtypes');
  expect(esbuildWith(true, { emitDecoratorMetadata: true }).compile(source, 'vault.ts')).not.toContain(
    'design:paramtypes',
  );
});

/** What Node says of a script on stderr. */
function runByNode(script: string): string {
  return spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' }).stderr;
}
