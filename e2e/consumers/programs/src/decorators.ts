import { getErrorContext, getProgress, setProgress } from '@threadspan/context';
import { Analyzer } from './analyzer.js';

/** An annotated class, called inline. */
export async function run() {
  setProgress(0, 3);
  const analyzer = new Analyzer();
  return {
    scored: analyzer.score(['src/a.ts', 'src/b.ts']),
    failed: failureOf(analyzer),
    progress: getProgress(),
  };
}

function failureOf(analyzer: Analyzer) {
  try {
    analyzer.score(['src/broken.ts']);
    return undefined;
  } catch (error) {
    const { phase, currentFile, spanHierarchy } = getErrorContext(error) ?? {};
    return { phase, currentFile, spans: spanHierarchy?.map(({ name }) => name) };
  }
}
