module.exports = {
  testEnvironment: 'node',
  // Programs start processes and workers, for which a busy machine takes its time.
  testTimeout: 300_000,
  testMatch: ['<rootDir>/tests/*.test.ts'],
  // The sources name the files that they become.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.build.json', diagnostics: false }] },
};
