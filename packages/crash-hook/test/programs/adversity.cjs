// Crashes where something is broken or used up that reports need; the argument says what.
const { mkdtempSync, openSync, rmdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { install } = require('./install.cjs');

const hook = install();
const fail = () => {
  throw new Error('boom');
};
const noStderr = () =>
  Object.defineProperty(process, 'stderr', {
    get() {
      throw new Error('no stderr');
    },
  });

const kinds = {
  'a stack that is used up': () => {
    const descend = () => descend();
    descend();
  },
  'a stack that is used up, by hand': () => {
    const descend = () => {
      try {
        descend();
      } catch (error) {
        hook.report(error);
        throw error;
      }
    };
    descend();
  },
  'no file descriptors': () => {
    try {
      for (;;) openSync(__filename);
    } finally {
      fail();
    }
  },
  'no working directory': () => {
    const directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
    process.chdir(directory);
    rmdirSync(directory);
    fail();
  },
  'a broken stderr': () => {
    noStderr();
    fail();
  },
  'no environment': () => {
    process.env = null;
    fail();
  },
  'no arrays': () => {
    Array.prototype.map = null;
    fail();
  },
  'no clock': () => {
    Date.now = fail;
    fail();
  },
  'broken JSON': () => {
    JSON.stringify = () => {
      throw new Error('no JSON');
    };
    fail();
  },
  'hardly any memory': () => {
    const kept = [];
    while (process.memoryUsage().heapUsed < 110e6) kept.push(new Array(10_000).fill(kept.length));
    setTimeout(() => {
      if (kept.length > 0) fail();
    });
  },
  'an error that reports itself': () => {
    const error = new Error('boom');
    for (const key of ['message', 'stack', 'name', 'cause', 'errors', 'code']) {
      Object.defineProperty(error, key, {
        get() {
          hook.report(error);
          return hook.report(new Error(key)).text;
        },
      });
    }
    throw error;
  },
  'nobody who reads stderr': () => {
    process.stdin.once('data', fail);
  },
};

exports.kinds = Object.keys(kinds);
if (require.main === module) kinds[process.argv[2]]();
