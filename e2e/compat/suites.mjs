import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/projects.mjs';

// They run a program with every Node themselves.
const ON_EVERY_NODE = ['crash-rows', 'endings', 'healthy', 'last-words', 'last-words-traces'];
// A page is the same text whoever wrote it, and the browser that shows it is the same.
const IN_A_BROWSER = ['hostile-html', 'html-escaping', 'html-page'];

// Where a suite has much that is about our own code alone.
const OF_NODE = [
  ...[
    'faults',
    'process-manners',
    'release',
    'remote-calls',
    'robustness',
    'supervision',
    'transfer',
    'unsendable',
  ],
  ...['whereabouts', 'worker-options', 'worker-output', 'worker-protocol'],
];
const OF_OPENTELEMETRY = [
  ...[
    'broken-sdk',
    'carrier-propagators',
    'guards-sdk',
    'parallel-context-sdk',
    'progress',
    'span-hierarchy-sdk',
  ],
  ...['with-span-half-sdk', 'with-span-sdk'],
];

const ofPackages = [
  // What the cell itself promises: its Node, its line, the copies that are tested.
  { name: 'cell', folder: 'e2e/compat' },
  { name: 'executor', folder: 'packages/executor', telltale: OF_NODE },
  { name: 'executor-bullmq', folder: 'packages/executor-bullmq' },
  { name: 'crash-hook', folder: 'packages/crash-hook', except: [...ON_EVERY_NODE, ...IN_A_BROWSER] },
  { name: 'tracing', folder: 'packages/tracing' },
  { name: 'context', folder: 'packages/context', telltale: OF_OPENTELEMETRY },
  { name: 'decorators', folder: 'packages/decorators' },
  { name: 'testing', folder: 'packages/testing' },
];
// From end to end. What else it has is arithmetic on syntax trees.
const ofProgram = [
  { name: 'debtscan', folder: 'e2e/sample-analyzer', only: ['debtscan', 'faults', 'terminal', 'trace'] },
];

/**
 * What runs in each cell: the test suites of the packages, and that of a program built on them (`of` says which it is).
 * A suite with `only` or `except` leaves out files that would say nothing new in another cell; the short form takes no
 * more of it than is `telltale`.
 *
 * @type {{
 *   name: string, folder: string, of: 'packages' | 'program', only?: string[], except?: string[], telltale?: string[]
 * }[]}
 */
export const suites = [
  ...ofProgram.map((suite) => ({ ...suite, of: 'program' })),
  ...ofPackages.map((suite) => ({ ...suite, of: 'packages' })),
].filter(({ folder }) => existsSync(join(root, folder, 'test')));
