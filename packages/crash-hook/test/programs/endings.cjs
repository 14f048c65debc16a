// `node endings.cjs <ending> [listeners]`, with the hook if HOOK is set. All that it does must be the same without.
const { writeFileSync } = require('node:fs');

const say = (text) => writeFileSync(1, `${text}\n`);
const thrown = new Error('boom');
const fail = () => {
  throw thrown;
};
const reject = () => void Promise.reject(thrown);
const on = (event, listener = () => {}) =>
  process.on(event, (...args) => {
    say(
      `${event} ${args.map((it) => (it === thrown ? 'boom' : it instanceof Promise ? 'promise' : String(it?.message ?? it)))}`,
    );
    return listener(...args);
  });

const setups = {
  none: () => {},
  unhandledRejection: () => on('unhandledRejection'),
  uncaughtException: () => on('uncaughtException'),
  all: () => {
    on('unhandledRejection');
    on('uncaughtException');
    on('uncaughtExceptionMonitor');
    on('rejectionHandled');
    on('warning');
  },
};

const rejections = {
  rejection: reject,
  'primitive rejection': () => void Promise.reject('boom'),
  'late handler': () => {
    const promise = Promise.reject(thrown);
    setTimeout(() => promise.catch(() => say('handled')), 5);
  },
  'two at once': () => {
    reject();
    void Promise.reject(new Error('second'));
  },
};

const endings = {
  throw: fail,
  'exit code set before': () => {
    process.exitCode = 7;
    fail();
  },
  'exit code set before, in a timer': () => {
    process.exitCode = 7;
    setTimeout(fail);
  },
  'exit listener changes the code': () => {
    on('exit', () => (process.exitCode = 9));
    fail();
  },
  'exit listener exits': () => {
    on('exit', () => process.exit(8));
    fail();
  },
  'exit listener throws': () => {
    on('exit', () => {
      throw new Error('while exiting');
    });
    setTimeout(fail);
  },
  'exit listener throws at the natural end': () => {
    on('exit', fail);
    on('exit');
  },
  'listener throws': () => {
    on('uncaughtException', () => {
      throw new Error('while handling');
    });
    fail();
  },
  'listener throws the same again': () => {
    on('uncaughtException', fail);
    fail();
  },
  'listener exits': () => {
    on('uncaughtException', () => process.exit(3));
    fail();
  },
  'listener once': () => {
    process.once('uncaughtException', () => say('uncaughtException once'));
    setTimeout(fail, 5);
    setTimeout(() => say('went on'), 10);
    fail();
  },
  'listener that removes itself': () => {
    const listener = () => {
      say('uncaughtException once');
      process.off('uncaughtException', listener);
    };
    process.on('uncaughtException', listener);
    process.nextTick(fail);
    setTimeout(() => say('went on'), 10);
  },
  'monitor throws': () => {
    on('uncaughtExceptionMonitor', () => {
      throw new Error('while monitoring');
    });
    fail();
  },
  'capture callback': () => {
    process.setUncaughtExceptionCaptureCallback((error) => say(`captured ${error.message}`));
    setTimeout(fail);
    setTimeout(() => say('went on'), 10);
  },
  'capture callback throws': () => {
    process.setUncaughtExceptionCaptureCallback(fail);
    setTimeout(fail);
  },
  'exit in beforeExit': () => {
    on('beforeExit', fail);
  },
  'syntax error': () => require('../fixtures/no-syntax.txt'),
  'syntax error of a module': () => void import('data:text/javascript,const = 1'),
  'missing module': () => require('./nowhere.cjs'),
  'two in one tick': () => {
    process.nextTick(fail);
    process.nextTick(() => say('next'));
    setTimeout(() => say('went on'));
  },
  null: () => {
    throw null;
  },
  ...rejections,
};

exports.rejections = Object.keys(rejections);
exports.endings = Object.keys(endings);

if (require.main === module) {
  const [, , ending, setup = 'none'] = process.argv;
  if (process.env.HOOK) require('./install.cjs').install();
  setups[setup]();
  on('exit');
  endings[ending]();
  setTimeout(() => say('end'), 20);
}
