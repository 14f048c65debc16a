import { QUEUE_FAULTS, queueFaultNames, queueTable, readPage, runQueueFault } from '@threadspan/faults';
import type { Outcome, QueueFaultName } from '@threadspan/faults';

const TIMEOUT_MS = 180_000;
const FAULTY = 'file-09.ts';
// All that two threads can be on, and what waits beside it: three chunks of four items.
const MOST_IN_A_PROCESS = 12;

const page = readPage('queue').replace(/ +/g, ' ');

function lineOf(name: QueueFaultName, outcome: Outcome): string {
  const [row = []] = queueTable([[name, outcome]]).rows;
  return `| ${row.join(' | ')} |`.replace(/ +/g, ' ');
}

function expectTwice(name: QueueFaultName, { arrived, twice }: Outcome): void {
  if (arrived === 0) return;
  switch (QUEUE_FAULTS[name].twice) {
    case 'nothing':
      expect(twice).toEqual([]);
      break;
    case 'that item':
      expect(twice).toEqual([FAULTY]);
      break;
    case 'what was with it':
      expect(twice.length).toBeGreaterThan(0);
      expect(twice.length).toBeLessThanOrEqual(2 * MOST_IN_A_PROCESS);
      break;
    case 'what was not sent yet':
      expect(twice.length).toBeLessThanOrEqual(MOST_IN_A_PROCESS);
      break;
  }
}

it.each(queueFaultNames)(
  'sees of %s what docs/faults-beyond-one-machine.md says',
  async (name) => {
    const outcome = await runQueueFault(name);
    expect(page).toContain(`${lineOf(name, outcome)}\n`);
    expectTwice(name, outcome);
    // With `retries: 0`, what the two threads of the lost process were on; else the item at fault alone.
    if (outcome.arrived > 0)
      expect(outcome.failed.length).toBeLessThanOrEqual(name === 'kill-no-retries' ? 2 : 1);
  },
  TIMEOUT_MS,
);

it('finds each fault in the table of the page, and no other', () => {
  expect(page.match(/^\| (?!-|What happens)/gm)).toHaveLength(queueFaultNames.length);
});
