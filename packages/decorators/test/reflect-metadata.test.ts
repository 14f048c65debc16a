import 'reflect-metadata';
import { DecoratorError, ProcessFile, WithParallelContext } from '@threadspan/decorators';
import type { Method, MethodDecoratorOf } from '@threadspan/decorators';

const DECORATORS: [string, () => MethodDecoratorOf][] = [
  ['@WithParallelContext()', WithParallelContext],
  ['@ProcessFile()', ProcessFile],
];

class FileUrl extends URL {}

/** Keeps metadata on the function itself, as NestJS does. */
function onFunction(key: string, value: unknown) {
  return <F extends Method>(_target: object, _key: PropertyKey, descriptor: TypedPropertyDescriptor<F>) => {
    Reflect.defineMetadata(key, value, descriptor.value as object);
  };
}

describe.each(DECORATORS)('metadata beside %s', (_name, decorator) => {
  class Controller {
    @onFunction('above', 1)
    @decorator()
    @onFunction('below', 2)
    @Reflect.metadata('prototype', 3)
    run(_path: string, _limit: number): boolean {
      return true;
    }
  }

  it('survives on the function, from above and from below', () => {
    const run = Object.getOwnPropertyDescriptor(Controller.prototype, 'run')?.value as object;
    expect(['above', 'below'].map((key) => Reflect.getMetadata(key, run) as unknown)).toEqual([1, 2]);
  });

  it('survives on the prototype, with the types that the compiler emits', () => {
    const read = (key: string) => Reflect.getMetadata(key, Controller.prototype, 'run') as unknown;
    expect(read('prototype')).toBe(3);
    expect(read('design:paramtypes')).toEqual([String, Number]);
    expect(read('design:returntype')).toBe(Boolean);
  });
});

describe('@ProcessFile() with emitted types', () => {
  it('refuses a method whose first argument is a number and names Class.member', () => {
    let caught: unknown;
    try {
      class Analyzer {
        // @ts-expect-error the first argument is no path; untyped callers find out at run time
        @ProcessFile()
        analyze(_limit: number): void {}
      }
      void Analyzer;
    } catch (error) {
      caught = error;
    }
    expect(DecoratorError.is(caught) && caught.code).toBe('NO_PATH_ARGUMENT');
    expect(String(caught)).toMatch(/Analyzer\.analyze: expected argument 0 .*got Number; say where it is/);
  });

  it('refuses a method without arguments', () => {
    expect(() => {
      class Analyzer {
        // @ts-expect-error there is no first argument
        @ProcessFile()
        analyze(): void {}
      }
      void Analyzer;
    }).toThrow(/Analyzer\.analyze: .*got no such argument/);
  });

  it('refuses an index that names a number', () => {
    expect(() => {
      class Analyzer {
        // @ts-expect-error the second argument is no path
        @ProcessFile({ path: 1 })
        analyze(_path: string, _limit: number): void {}
      }
      void Analyzer;
    }).toThrow(/expected argument 1 .*got Number/);
  });

  it('refuses an index into rest parameters that are no paths', () => {
    expect(() => {
      class Analyzer {
        // @ts-expect-error the rest are numbers
        @ProcessFile({ path: 2 })
        analyze(_path: string, ..._limits: number[]): void {}
      }
      void Analyzer;
    }).toThrow(/expected argument 2 .*got Number/);
  });

  it('accepts strings, URLs, unions of them, and whatever a `path` function reads', () => {
    expect(() => {
      class Analyzer {
        @ProcessFile()
        ofString(_path: string): void {}

        @ProcessFile()
        ofUrl(_path: URL): void {}

        @ProcessFile()
        ofBoth(_path: string | URL): void {}

        @ProcessFile({ path: 1 })
        second(_limit: number, _path: string): void {}

        @ProcessFile({ path: ([limit]: [number]) => `${limit}.ts` })
        read(_limit: number): void {}

        @ProcessFile({ path: 2 })
        rest(_limit: number, ..._paths: string[]): void {}

        @ProcessFile()
        ofSubclass(_path: FileUrl): void {}
      }
      void Analyzer;
    }).not.toThrow();
  });
});
