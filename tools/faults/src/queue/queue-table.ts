import { describeError } from '../describe.js';
import type { TableText } from '../table.js';
import { told } from '../tables.js';
import { QUEUE_FAULTS } from './faults.js';
import type { QueueFaultName } from './faults.js';
import type { Outcome } from './outcome.js';
import { Site } from './site.js';

const HEAD = [
  'What happens',
  'Who notices',
  'The caller gets',
  'and is told',
  'The other items',
  'Begun twice',
];

/** Runs a fault with a Redis and processes of its own. */
export async function runQueueFault(name: QueueFaultName): Promise<Outcome> {
  await using site = await Site.start();
  return await QUEUE_FAULTS[name].run(site);
}

export function queueTable(outcomes: readonly (readonly [QueueFaultName, Outcome])[]): TableText {
  return { head: HEAD, rows: outcomes.map(([name, outcome]) => rowOf(name, outcome)) };
}

function rowOf(name: QueueFaultName, outcome: Outcome): string[] {
  const { title, noticed, twice } = QUEUE_FAULTS[name];
  const { error } = outcome;
  return [
    title,
    noticed,
    error ? describeError(error) : 'all results',
    told(error),
    othersOf(outcome),
    outcome.arrived === 0 ? '' : twice,
  ];
}

function othersOf({ arrived, missing }: Outcome): string {
  if (arrived === 0) return 'are given up';
  return missing === 0 ? 'arrive' : 'some are lost';
}
