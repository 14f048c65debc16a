const { install } = require('./install.cjs');

install({
  onReport: () => {
    throw new Error('onReport is broken');
  },
});
throw new Error('boom');
