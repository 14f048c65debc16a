import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { hierarchy } from './hierarchy';

describe('without reflect-metadata', () => {
  // Jest gives each test file a Reflect of its own.
  beforeAll(() => expect(['getMetadata', 'defineMetadata'].filter((key) => key in Reflect)).toEqual([]));

  it('methods are decorated and called as with it', () => {
    class Analyzer {
      @ProcessFile()
      parse(_path: string): string[] {
        return this.score();
      }

      @WithParallelContext()
      score(): string[] {
        return hierarchy();
      }
    }
    expect(new Analyzer().parse('a.ts')).toEqual(['process_file', 'Analyzer.score']);
  });

  it('a first argument that is no path is first noticed by the call', () => {
    class Analyzer {
      // @ts-expect-error the first argument is no path
      @ProcessFile()
      parse(limit: number): number {
        return limit;
      }
    }
    expect(new Analyzer().parse(1)).toBe(1);
  });
});
