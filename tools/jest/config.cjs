const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const rootDir = process.cwd();
const esm = JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')).type === 'module';

/** One Jest configuration for every project: tests import built packages by name, as users do. */
module.exports = {
  rootDir,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: esm ? ['.ts'] : [],
  transform: {
    '\\.ts$': [
      require.resolve('ts-jest'),
      // Types are checked by the `typecheck` target, once, by tsc itself.
      { tsconfig: join(rootDir, 'test/tsconfig.json'), useESM: esm, diagnostics: false },
    ],
  },
  testTimeout: 60_000,
};
