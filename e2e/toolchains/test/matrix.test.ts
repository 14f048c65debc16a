import { cells, run } from './cells';
import * as expected from './expected';

describe.each(cells)('$tool, $dialect dialect', (cell) => {
  type Seen = Record<string, unknown>;
  let seen: { with: Seen; without: Seen };
  beforeAll(async () => {
    const [loaded, notLoaded] = await Promise.all([run(cell, true), run(cell, false)]);
    seen = { with: loaded, without: notLoaded };
  });

  describe.each(['with', 'without'] as const)('%s reflect-metadata', (reflect) => {
    it('runs inline calls in their context, with their own `this`', () => {
      expect(seen[reflect].inline).toEqual(expected.inline);
    });

    it('runs calls in a worker as it does inline', () => {
      expect(seen[reflect].remote).toEqual(expected.anywhere);
    });

    it('records a span for each call, with its error once', () => {
      expect(seen[reflect].spans).toEqual(expected.spans);
    });

    it('counts each file once', () => {
      expect(seen[reflect].progress).toEqual({ processed: 4, failed: 1, total: 4 });
    });

    it('keeps names, lengths and the marks of other decorators', () => {
      expect(seen[reflect].shapes).toEqual(expected.shapes);
      expect(seen[reflect].fields).toEqual(['label']);
    });

    const typed = cell.metadata && reflect === 'with';
    it(typed ? 'emits the types of parameters' : 'emits no types of parameters', () => {
      expect(seen[reflect].types).toEqual(typed ? ['String', 'Limits'] : undefined);
    });

    if (cell.modules.symbolKey) {
      it('decorates a method whose key is a symbol', () => {
        expect(seen[reflect].symbolKey).toEqual(expected.symbolKey);
      });
    }

    if (cell.modules.privateMethod) {
      it('decorates private methods', () => {
        expect(seen[reflect].privateMethods).toEqual(expected.privateMethods);
      });
    }

    if (cell.modules.parameters) {
      it('takes attributes from parameters', () => {
        expect(seen[reflect].parameters).toEqual(expected.parameters);
      });
    }
  });
});
