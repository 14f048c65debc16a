const { install } = require('./install.cjs');

install({ issueUrl: `https://example.com/${'a/'.repeat(150_000)}the-end` });
process.stderr.on('error', () => {}); // as a pipe, stderr no longer blocks from here on
const text = 'lorem ipsum '.repeat(1000);
const chain = (depth) => new Error(text, depth > 0 ? { cause: chain(depth - 1) } : {});
throw new AggregateError(
  Array.from({ length: 20 }, () => chain(4)),
  text,
);
