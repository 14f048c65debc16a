import * as babel from '@babel/core';
import * as swc from '@swc/core';
import * as esbuild from 'esbuild';
import { TsJestTransformer } from 'ts-jest';
import ts from 'typescript';

export type Dialect = 'legacy' | 'standard';

/** A way to make JavaScript, in CommonJS, of a source in one of the dialects. */
export interface Compiler {
  readonly tool: string;
  readonly dialect: Dialect;
  /** Whether the types of parameters can be read at run time. */
  readonly metadata: boolean;
  compile(source: string, file: string): string;
}

export const compilers: Compiler[] = [
  ...[true, false].flatMap((metadata) => [
    tsc({ experimentalDecorators: true, emitDecoratorMetadata: metadata }),
    tsJest({ experimentalDecorators: true, emitDecoratorMetadata: metadata }),
    swcWith({ legacyDecorator: true, decoratorMetadata: metadata }),
  ]),
  tsc({}),
  tsJest({}),
  swcWith({ decoratorVersion: '2022-03' }),
  swcWith({ decoratorVersion: '2023-11' }),
  esbuildWith(true),
  esbuildWith(false),
  babelWith('legacy'),
  babelWith('2023-11'),
];

export function tsc(options: ts.CompilerOptions): Compiler {
  return {
    ...described('tsc', options),
    compile: (source, fileName) =>
      ts.transpileModule(source, {
        fileName,
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, ...options },
      }).outputText,
  };
}

function tsJest(options: ts.CompilerOptions): Compiler {
  const tsconfig = { target: 'es2022', module: 'commonjs', types: [], isolatedModules: true, ...options };
  const transformer = new TsJestTransformer({ tsconfig, diagnostics: false } as never);
  const config = {
    // ts-jest keeps a compiler for each configuration it has seen.
    id: JSON.stringify(options),
    rootDir: __dirname,
    cwd: __dirname,
    testMatch: [],
    testRegex: [],
    extensionsToTreatAsEsm: [],
  };
  return {
    ...described('ts-jest', options),
    compile: (source, file) =>
      transformer.process(source, file, {
        config: { ...config, globals: {}, transform: [] },
        transformerConfig: {},
        cacheFS: new Map(),
        supportsStaticESM: false,
      } as never).code,
  };
}

export function swcWith(transform: swc.TransformConfig): Compiler {
  const { legacyDecorator = false, decoratorMetadata = false, decoratorVersion } = transform;
  return {
    tool: `swc${decoratorVersion ? ` ${decoratorVersion}` : decoratorMetadata ? ' with metadata' : ''}`,
    dialect: legacyDecorator ? 'legacy' : 'standard',
    metadata: decoratorMetadata,
    compile: (source, filename) =>
      swc.transformSync(source, {
        filename,
        swcrc: false,
        jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022', transform },
        module: { type: 'commonjs' },
      }).code,
  };
}

export function esbuildWith(
  experimentalDecorators: boolean,
  // Without `keepNames` it renames classes that name themselves.
  { emitDecoratorMetadata = false, keepNames = true } = {},
): Compiler {
  return {
    tool: 'esbuild',
    dialect: experimentalDecorators ? 'legacy' : 'standard',
    metadata: false,
    compile: (source, sourcefile) =>
      esbuild.transformSync(source, {
        sourcefile,
        loader: 'ts',
        format: 'cjs',
        target: 'es2022',
        keepNames,
        logLevel: 'silent',
        // `emitDecoratorMetadata` is not even in its types.
        tsconfigRaw: { compilerOptions: { experimentalDecorators, emitDecoratorMetadata } },
      }).code,
  };
}

export function babelWith(version: 'legacy' | '2023-11'): Compiler {
  return {
    tool: 'babel',
    dialect: version === 'legacy' ? 'legacy' : 'standard',
    metadata: false,
    compile: (source, filename) =>
      babel.transformSync(source, {
        filename,
        configFile: false,
        babelrc: false,
        // Without it fields that have no value are taken for declarations, those of Babel's own output too.
        presets: [['@babel/preset-typescript', { allowDeclareFields: true }]],
        plugins: [
          ['@babel/plugin-proposal-decorators', { version }],
          '@babel/plugin-transform-modules-commonjs',
        ],
      })?.code ?? '',
  };
}

function described(name: string, options: ts.CompilerOptions) {
  const metadata = options.emitDecoratorMetadata === true;
  const dialect: Dialect = options.experimentalDecorators ? 'legacy' : 'standard';
  return { tool: name + (metadata ? ' with metadata' : ''), dialect, metadata };
}
