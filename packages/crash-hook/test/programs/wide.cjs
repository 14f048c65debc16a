const { install } = require('./install.cjs');

install();
// A tab, and characters of two units or two columns, stand before the place that throws.
throw Object.assign(/*	👩‍💻 日本語 é */ new Error('wide'), { kind: 'wide' });
