// What users install together: the packages, the peers that the READMEs name with them, the programs that can run then,
// and what the production tree may hold: all of it, and nothing else.
const context = ['@opentelemetry/api', '@threadspan/context'];
const decorators = [...context, '@threadspan/decorators'];
const threads = [
  'callsites',
  'debug',
  'esm',
  'is-observable',
  'ms',
  'observable-fns',
  'threads',
  'tiny-worker',
];
const executor = [...decorators, '@threadspan/executor', ...threads];
const executorBullmq = [
  ...executor,
  '@ioredis/commands',
  // The binary for this system, where there is one, and what looks for it: all of that is optional.
  `@msgpackr-extract/msgpackr-extract-${process.platform}-${process.arch}`,
  '@threadspan/executor-bullmq',
  'bullmq',
  'cluster-key-slot',
  'cron-parser',
  'denque',
  'detect-libc',
  'ioredis',
  'luxon',
  'msgpackr',
  'msgpackr-extract',
  'node-abort-controller',
  'node-gyp-build-optional-packages',
  'redis-errors',
  'semver',
  'standard-as-callback',
  'tslib',
];
const crashHook = [
  '@babel/code-frame',
  '@babel/helper-validator-identifier',
  '@jridgewell/resolve-uri',
  '@jridgewell/sourcemap-codec',
  '@jridgewell/trace-mapping',
  '@threadspan/crash-hook',
  'js-tokens',
  'meaw',
  'picocolors',
];
const tracing = [
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/core',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
  '@opentelemetry/sdk-trace-base',
  '@opentelemetry/sdk-trace-node',
  '@opentelemetry/semantic-conventions',
  '@threadspan/tracing',
];

const api = ['@opentelemetry/api@1.10.0'];
// The lines of OpenTelemetry exclude each other; this is the one for every supported Node.
const sdk = ['@opentelemetry/api@1.9.1', '@opentelemetry/sdk-trace-node@2.12.0'];

export const subsets = [
  {
    name: 'context',
    packages: ['context'],
    peers: api,
    programs: ['context'],
    tree: context,
  },
  {
    name: 'decorators',
    packages: ['context', 'decorators'],
    peers: api,
    programs: ['context', 'decorators'],
    tree: decorators,
  },
  {
    name: 'executor',
    packages: ['context', 'decorators', 'executor'],
    peers: api,
    programs: ['context', 'decorators', 'executor'],
    tree: executor,
  },
  {
    name: 'executor-bullmq',
    packages: ['context', 'decorators', 'executor', 'executor-bullmq'],
    peers: api,
    programs: ['context', 'decorators', 'executor', 'executor-bullmq'],
    tree: executorBullmq,
  },
  {
    name: 'crash-hook',
    packages: ['context', 'decorators', 'crash-hook'],
    peers: api,
    programs: ['context', 'decorators', 'crash-hook'],
    tree: [...decorators, ...crashHook],
  },
  {
    name: 'tracing',
    packages: ['context', 'decorators', 'executor', 'tracing'],
    peers: sdk,
    programs: ['context', 'decorators', 'tracing'],
    tree: [...executor, ...tracing],
  },
  {
    name: 'testing',
    packages: ['context', 'decorators', 'tracing', 'testing'],
    peers: sdk,
    programs: ['context', 'decorators', 'testing'],
    tree: [...decorators, ...tracing, '@threadspan/testing'],
  },
  {
    name: 'everything',
    packages: ['context', 'decorators', 'executor', 'executor-bullmq', 'crash-hook', 'tracing', 'testing'],
    peers: sdk,
    programs: [
      'context',
      'decorators',
      'executor',
      'executor-bullmq',
      'crash-hook',
      'lost-item',
      'tracing',
      'testing',
    ],
    tree: [...executorBullmq, ...crashHook, ...tracing, '@threadspan/testing'],
  },
];
