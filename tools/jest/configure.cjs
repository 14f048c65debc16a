const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** One Jest configuration for every project: tests import built packages by name, as users do. */
module.exports = function configure(rootDir) {
  const esm = JSON.parse(readFileSync(join(rootDir, 'package.json'), 'utf8')).type === 'module';
  return {
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
  };
};
