import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { diag } from '@opentelemetry/api';
import * as here from '@threadspan/context';
import * as herePorts from '@threadspan/context/ports';
import { recordDiag } from '../../../tools/jest/support/diag-log';

let directory: string;
let there: typeof here;
let therePorts: typeof herePorts;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'two-copies-'));
  cpSync(resolve(__dirname, '../dist'), join(directory, 'dist'), { recursive: true });
  const [, modules = ''] = /^(.*node_modules)/.exec(require.resolve('@opentelemetry/api')) ?? [];
  symlinkSync(modules, join(directory, 'node_modules'), 'dir');
  there = require(join(directory, 'dist/index.js')) as typeof here;
  therePorts = require(join(directory, 'dist/ports.js')) as typeof herePorts;
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

afterEach(() => {
  herePorts.observeScopes(undefined);
  herePorts.setRecordLevel('debug');
  diag.disable();
});

describe('two copies of the package', () => {
  it('are two', () => {
    expect(there.withPhase).not.toBe(here.withPhase);
    expect(there.ParallelContext).not.toBe(here.ParallelContext);
  });

  it('share the current context', () => {
    here.withPhase('p', () =>
      there.withCurrentFile('a.ts', () => {
        expect(here.getCurrentContext()).toEqual({ phase: 'p', currentFile: 'a.ts' });
        expect(there.getCurrentContext()).toEqual({ phase: 'p', currentFile: 'a.ts' });
      }),
    );
  });

  it('share the hierarchy', () => {
    here.withSpan('a', () =>
      there.withSpan('b', () => here.withSpan('c', () => expect(names(there)).toEqual(['a', 'b', 'c']))),
    );
  });

  it('run in contexts that the other one captured', () => {
    const ctx = there.withSpan('s', { phase: 'p' }, () => there.ParallelContext.capture());
    here.processFileWithContext('a.ts', ctx, () => {
      expect(here.getCurrentContext()).toEqual({ phase: 'p', currentFile: 'a.ts' });
      expect(names(here)).toEqual(['s', 'process_file']);
    });
  });

  it('share progress', () => {
    here.setProgress(0, 5);
    there.incrementProcessed();
    expect(here.getProgress()).toEqual({ processed: 1, failed: 0, total: 5 });
    here.resetProgress();
  });

  it('share the context of errors', () => {
    const error = new Error('x');
    expect(() =>
      here.withPhase('outer', () =>
        there.withPhase('inner', () => {
          throw error;
        }),
      ),
    ).toThrow();
    expect(here.getErrorContext(error)?.phase).toBe('inner');
    expect(there.getErrorContext(error)?.phase).toBe('inner');
  });

  it('share guards that are disposed out of order', () => {
    recordDiag();
    const outer = here.setPhase('outer');
    const inner = there.setPhase('inner');
    outer.dispose();
    inner.dispose();
    expect(here.getCurrentContext()).toEqual({});
  });

  it('share annotated methods, error classes, accessors and extensions', () => {
    class Shared extends Error {}
    const holder = { method() {} };
    herePorts.annotateMethod(holder, 'method', { decorator: '@X' });
    here.registerErrorClass(Shared);
    const accessor = { key: 'shared', get: () => 1, run: <R>(_value: number, fn: () => R) => fn() };
    const removeAccessor = here.registerContextAccessor(accessor);
    const extension = { name: 'e', module: '/e.cjs', config: () => 1, receive: () => undefined };
    const removeExtension = herePorts.registerWorkerExtension(extension);
    expect(therePorts.getAnnotatedMethod(holder, 'method')).toEqual({ decorator: '@X' });
    expect(there.unpackError(there.packError(new Shared('x')))).toBeInstanceOf(Shared);
    expect(there.ParallelContext.capture().toCarrier().accessors).toEqual({ shared: 1 });
    expect(therePorts.getWorkerExtensions()).toEqual([extension]);
    removeAccessor();
    removeExtension();
  });

  it('may be of different releases', () => {
    const program = join(__dirname, 'programs/older-copy.cjs');
    expect(JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' }))).toEqual([1, 1]);
  });

  it('share the scope observer', () => {
    const seen: unknown[] = [];
    herePorts.observeScopes((scope) => seen.push(scope.phase));
    there.withPhase('p', () => undefined);
    expect(seen).toEqual(['p', undefined]);
  });
});

function names(copy: typeof here): string[] {
  return copy.getSpanHierarchy().map(({ name }) => name);
}
