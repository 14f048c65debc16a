const { isMainThread } = require('node:worker_threads');
const { AnalysisPhase, getCurrentContext, getSpanHierarchy } = require('@threadspan/context');
const { ProcessFile, WithParallelContext } = require('@threadspan/decorators');

class Analyzer {
  score(paths) {
    return paths.map((path) => this.analyze(path));
  }

  analyze(path) {
    if (path === 'src/broken.ts') throw new RangeError('unexpected end of file');
    return { isMainThread, ...getCurrentContext(), spans: getSpanHierarchy().map(({ name }) => name) };
  }
}

// JavaScript has no decorators yet. They are functions, and are called as a compiler would call them.
annotate('score', WithParallelContext({ span: 'debt_scoring', phase: AnalysisPhase.DebtScoring }));
annotate('analyze', ProcessFile());

function annotate(method, decorator) {
  const descriptor = Object.getOwnPropertyDescriptor(Analyzer.prototype, method);
  decorator(Analyzer.prototype, method, descriptor);
  Object.defineProperty(Analyzer.prototype, method, descriptor);
}

module.exports = { Analyzer };
