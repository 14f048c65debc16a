const { parentPort } = require('node:worker_threads');
const { packError, withCurrentFile, withSpan } = require('@threadspan/context');

try {
  withSpan('work', { phase: 'parsing', attributes: { n: 1, callback: () => 1 } }, () =>
    withCurrentFile('w.ts', () => {
      const cause = new DOMException('too slow', 'TimeoutError');
      throw Object.assign(new RangeError('too far', { cause }), { code: 'E_RANGE' });
    }),
  );
} catch (error) {
  parentPort.postMessage(packError(error));
}
