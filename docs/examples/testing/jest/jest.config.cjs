const tsconfig = { module: 'commonjs', experimentalDecorators: true, isolatedModules: true };

module.exports = {
  transform: { '\\.ts$': ['ts-jest', { tsconfig }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' }, // './line-counter.js' is line-counter.ts
};
