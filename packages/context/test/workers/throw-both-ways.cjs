// Posts what a sync throw and a rejection of the same function pack to.
const { parentPort } = require('node:worker_threads');
const { packError, withCurrentFile, withSpan } = require('@threadspan/context');

// The other frames say who called, which is the one thing that differs.
Error.stackTraceLimit = 1;

class ParseError extends SyntaxError {
  line = 3;
}

function fail() {
  const error = new ParseError('unexpected end', { cause: new DOMException('too slow', 'TimeoutError') });
  throw Object.assign(error, {
    code: 'E_PARSE',
    self: error,
    all: [new RangeError('one')],
    handler: () => 1,
  });
}

function throws() {
  try {
    return withSpan('work', { phase: 'parsing' }, () => withCurrentFile('w.ts', fail));
  } catch (error) {
    return packError(error);
  }
}

function rejects() {
  const work = async () => {
    await undefined;
    fail();
  };
  return withSpan('work', { phase: 'parsing' }, () => withCurrentFile('w.ts', work)).catch(packError);
}

rejects().then((rejected) => parentPort.postMessage([throws(), rejected]));
