const { withCurrentFile, withPhase, withSpan } = require('@threadspan/context');
const { install } = require('./install.cjs');

install();
for (const file of ['a.ts', 'b.ts', 'c.ts']) {
  withSpan('unified_analysis', () =>
    withPhase('parsing', () =>
      withCurrentFile(file, () =>
        setTimeout(
          () => {
            if (file === 'b.ts') throw new TypeError('boom');
          },
          file === 'c.ts' ? 1000 : 1,
        ),
      ),
    ),
  );
}
