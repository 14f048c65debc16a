const { join } = require('node:path');
const configure = require('../../tools/jest/configure.cjs');

const tested = ['context', 'decorators', 'tracing'];

module.exports = {
  rootDir: __dirname,
  projects: [
    configure(__dirname),
    ...tested.map((name) => ({
      ...configure(join(__dirname, 'line/.staged/packages', name)),
      // The programs of the READMEs are written for the line that the workspace has.
      testPathIgnorePatterns: ['readme\\.test\\.ts$'],
    })),
  ],
  testTimeout: 60_000,
};
