import 'reflect-metadata';
import { withPhase } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';
import { Span } from 'nestjs-otel';
import { InSpan } from 'opentelemetry-decorators';
import { installSdk, sdkStates } from './frame/sdk-states.mjs';
import { decorate } from './workers/decorate.mjs';

/** @type {import('./frame/case.mjs').Case} */
export default {
  title: 'one call of a decorated method with one argument',
  states: sdkStates,
  run(state, measure) {
    const hasSdk = installSdk(state);
    const contestants = [...syncMethods(hasSdk), ...asyncMethods()];
    return withPhase('parsing', () => measure(contestants));
  },
};

function syncMethods(hasSdk) {
  const method = () =>
    class Analyzer {
      weight = 2;
      score(path) {
        return path.length * this.weight;
      }
    };
  return [
    { name: 'plain method', call: caller(method()) },
    {
      name: '@WithParallelContext',
      call: caller(method(), legacy(WithParallelContext())),
      baseline: 'plain method',
      ...(hasSdk ? {} : { aim: { over: 150 } }),
    },
    { name: '@ProcessFile', call: caller(method(), legacy(ProcessFile())), baseline: 'plain method' },
    { name: 'nestjs-otel @Span', call: caller(method(), legacy(Span())), baseline: 'plain method' },
    {
      name: 'opentelemetry-decorators',
      call: caller(method(), standard(InSpan())),
      baseline: 'plain method',
    },
  ];
}

function asyncMethods() {
  const method = () =>
    class Analyzer {
      weight = 2;
      async score(path) {
        return path.length * this.weight;
      }
    };
  const baseline = 'plain async method';
  return [
    { name: baseline, call: caller(method()) },
    { name: '@WithParallelContext, async', call: caller(method(), legacy(WithParallelContext())), baseline },
    { name: 'nestjs-otel @Span, async', call: caller(method(), legacy(Span())), baseline },
    { name: 'opentelemetry-decorators, async', call: caller(method(), standard(InSpan())), baseline },
  ];
}

function caller(cls, apply = () => undefined) {
  apply(cls);
  const analyzer = new cls();
  return () => analyzer.score('src/complexity-analyzer.ts');
}

/** As with `experimentalDecorators`. */
function legacy(decorator) {
  return (cls) => decorate(cls, 'score', decorator);
}

/** What the standard makes of it. */
function standard(decorator) {
  return ({ prototype }) => {
    const context = { kind: 'method', name: 'score', static: false, private: false, addInitializer() {} };
    const value = decorator(prototype.score, context);
    Object.defineProperty(prototype, 'score', { value, writable: true, configurable: true });
  };
}
