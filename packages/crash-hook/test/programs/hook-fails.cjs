// Something the hook needs is broken, whatever that may be.
const { install } = require('./install.cjs');

install();
Object.defineProperty(process.stderr, 'columns', {
  get() {
    throw new Error('no columns');
  },
});
throw new Error(['boom', ...process.argv.slice(2)].join(' '));
