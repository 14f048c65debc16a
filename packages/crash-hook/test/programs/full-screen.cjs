const { install } = require('./install.cjs');

install();
const columns = Number(process.argv[2] ?? 50);
Object.defineProperties(process.stderr, { isTTY: { value: true }, columns: { value: columns } });
throw new Error('boom');
