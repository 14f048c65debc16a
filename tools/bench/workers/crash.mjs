import { setProgress, withCurrentFile, withPhase, withSpan } from '@threadspan/context';
import { parseFault, breakDown } from '@threadspan/sample-analyzer/dist/faults.js';

/** An error with all that a report says of one, thrown in compiled code that has a source map. */
export function crash() {
  setProgress(3, 10);
  try {
    withSpan('unified_analysis', { attributes: { project: 'bench' } }, () =>
      withPhase('parsing', () => withCurrentFile('src/bench.ts', () => fail('src/bench.ts'))),
    );
  } catch (error) {
    return error;
  }
}

function fail(path) {
  try {
    breakDown(parseFault('throw@bench.ts'), path);
  } catch (cause) {
    throw new Error(`${path} could not be parsed`, { cause });
  }
}
