// `node crash-rows.cjs <row> [primitive]` crashes in the way that row says. Whoever requires it gets what the report must say.
const { EventEmitter } = require('node:events');
const { readFile } = require('node:fs');
const { Readable } = require('node:stream');
const { setCurrentFile, setPhase, withCurrentFile, withPhase, withSpan } = require('@threadspan/context');
const { ProcessFile } = require('@threadspan/decorators');

let thrown = new RangeError('boom');

function fail() {
  throw thrown;
}

async function failLater() {
  await null;
  fail();
}

const scope = (name, phase, fn) =>
  withSpan(name, () => withPhase(phase, () => withCurrentFile(`${name}.ts`, fn)));
const outer = (fn) => scope('outer', 'parsing', fn);
const inner = (fn) => scope('inner', 'debt_scoring', fn);
const ignore = (promise) => void promise;

class Analyzer {
  analyze(path, fn) {
    return fn(path);
  }
}
const method = Object.getOwnPropertyDescriptor(Analyzer.prototype, 'analyze');
ProcessFile()(Analyzer.prototype, 'analyze', method);
Object.defineProperty(Analyzer.prototype, 'analyze', method);
const analyzer = new Analyzer();

async function* endless() {
  for (let i = 0; ; i++) {
    await null;
    if (i === 2) fail();
    yield i;
  }
}

async function readAll(items) {
  for await (const item of items) if (item === undefined) return;
}

const NOWHERE = { phase: undefined, currentFile: undefined, spans: [] };
const OUTER = { phase: 'parsing', currentFile: 'outer.ts', spans: ['outer'] };
const INNER = { phase: 'debt_scoring', currentFile: 'inner.ts', spans: ['inner'] };
const BOTH = { ...INNER, spans: ['outer', 'inner'] };
const METHOD = { phase: 'parsing', currentFile: 'method.ts', spans: ['outer', 'process_file'] };

exports.rows = {
  'outside of all scopes': [NOWHERE, fail],
  'a timer': [OUTER, () => outer(() => setTimeout(fail))],
  'an interval': [OUTER, () => outer(() => setInterval(fail, 1))],
  'an immediate': [OUTER, () => outer(() => setImmediate(fail))],
  'a tick': [OUTER, () => outer(() => process.nextTick(fail))],
  'a file callback': [OUTER, () => outer(() => readFile(__filename, fail))],
  'a microtask': [OUTER, () => outer(() => queueMicrotask(fail))],
  'a microtask of an inner scope, from a timer': [
    BOTH,
    () => outer(() => setTimeout(() => inner(() => queueMicrotask(fail)))),
  ],
  'a microtask of a microtask': [OUTER, () => outer(() => queueMicrotask(() => queueMicrotask(fail)))],
  'an inner scope, in a microtask': [BOTH, () => outer(() => queueMicrotask(() => inner(fail)))],
  'a listener that is called in a scope': [
    OUTER,
    () => {
      const emitter = new EventEmitter().on('event', fail);
      outer(() => setTimeout(() => emitter.emit('event')));
    },
  ],
  'a stream': [OUTER, () => outer(() => Readable.from(['data']).on('data', fail))],
  'a scope, at once': [OUTER, () => outer(fail)],
  'an inner scope, at once': [BOTH, () => outer(() => inner(fail))],
  'an inner scope, in a callback of an outer one': [BOTH, () => outer(() => setTimeout(() => inner(fail)))],
  'a callback, after an inner scope': [
    OUTER,
    () =>
      outer(() =>
        setTimeout(() => {
          inner(() => {});
          fail();
        }),
      ),
  ],
  'a callback, after an inner scope whose equal error was caught': [
    OUTER,
    () => {
      try {
        inner(() => {
          throw typeof thrown === 'object' ? new RangeError('boom') : thrown;
        });
      } catch {
        outer(() => setTimeout(fail));
      }
    },
  ],
  'a rejection through scopes': [BOTH, () => ignore(outer(() => inner(failLater)))],
  'a rejection through scopes, in a callback': [
    BOTH,
    () => setTimeout(() => ignore(outer(async () => inner(failLater)))),
  ],
  'a rejection whose promise nobody returned': [OUTER, () => outer(() => ignore(failLater()))],
  'a rejection by hand': [
    OUTER,
    () => outer(() => ignore(new Promise((_, reject) => setTimeout(reject, 1, thrown)))),
  ],
  'a rejection at once': [OUTER, () => outer(() => ignore(Promise.reject(thrown)))],
  'a rejection that is handled too late': [
    OUTER,
    () => {
      const promise = outer(failLater);
      setTimeout(() => promise.catch(() => {}), 50);
    },
  ],
  'an async generator': [OUTER, () => ignore(outer(() => readAll(endless())))],
  'an async generator, read from another scope': [
    OUTER,
    () => ignore(outer(() => readAll(inner(() => endless())))),
  ],
  'an async loop over a stream': [
    OUTER,
    () => ignore(outer(() => readAll(Readable.from(['data']).map(() => fail())))),
  ],
  'a decorated method': [METHOD, () => outer(() => analyzer.analyze('method.ts', fail))],
  'a decorated async method': [METHOD, () => ignore(outer(() => analyzer.analyze('method.ts', failLater)))],
  'a decorated generator': [
    METHOD,
    () => ignore(outer(() => readAll(analyzer.analyze('method.ts', endless)))),
  ],
  'a timer in a decorated method': [
    METHOD,
    () => outer(() => analyzer.analyze('method.ts', () => setTimeout(fail))),
  ],
  guards: [
    { ...OUTER, spans: [] },
    () => {
      setPhase('parsing');
      setCurrentFile('outer.ts');
      fail();
    },
  ],
  'guards, in a callback of a scope': [
    { ...INNER, spans: ['outer'] },
    () =>
      outer(() =>
        setTimeout(() => {
          setPhase('debt_scoring');
          setCurrentFile('inner.ts');
          fail();
        }),
      ),
  ],
  'guards inside of a scope, at once': [
    { ...INNER, spans: ['outer'] },
    () =>
      outer(() => {
        setPhase('debt_scoring');
        setCurrentFile('inner.ts');
        fail();
      }),
  ],
  'guards, then a microtask': [
    { ...OUTER, spans: [] },
    () => {
      setPhase('parsing');
      setCurrentFile('outer.ts');
      queueMicrotask(fail);
    },
  ],
  'an error that wraps it outside of scopes': [
    OUTER,
    () => {
      try {
        outer(fail);
      } catch (cause) {
        throw new Error('wrapped', { cause });
      }
    },
  ],
};

if (require.main === module) {
  const { install } = require('./install.cjs');
  const [, , name, kind] = process.argv;
  if (kind === 'primitive') thrown = 'boom';
  process.on('uncaughtExceptionMonitor', () => console.log('monitor'));
  process.on('exit', (code) => console.log(`exit ${code}`));
  install();
  if (name === 'all') void crashInAllWays();
  else exports.rows[name][1]();
}

// One row after the other, each outside of what the one before has left: a listener lets the process go on.
function crashInAllWays() {
  const left = Object.values(exports.rows);
  const next = () => {
    if (left.length === 0) process.exit(1);
    thrown = new RangeError('boom');
    left.shift()[1]();
  };
  const { bind } = require('node:async_hooks').AsyncResource;
  process.on(
    'uncaughtException',
    bind(() => setTimeout(next)),
  );
  next();
}
