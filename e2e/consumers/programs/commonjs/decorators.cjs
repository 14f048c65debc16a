const { getErrorContext, getProgress, setProgress } = require('@threadspan/context');
const { Analyzer } = require('./analyzer.cjs');

/** An annotated class, called inline. */
async function run() {
  setProgress(0, 3);
  const analyzer = new Analyzer();
  return {
    scored: analyzer.score(['src/a.ts', 'src/b.ts']),
    failed: failureOf(analyzer),
    progress: getProgress(),
  };
}

function failureOf(analyzer) {
  try {
    analyzer.score(['src/broken.ts']);
    return undefined;
  } catch (error) {
    const { phase, currentFile, spanHierarchy } = getErrorContext(error) ?? {};
    return { phase, currentFile, spans: spanHierarchy?.map(({ name }) => name) };
  }
}

module.exports = { run };
