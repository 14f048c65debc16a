module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/*.test.ts'],
  // The sources name the files that they become.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.build.json', diagnostics: false }] },
};
