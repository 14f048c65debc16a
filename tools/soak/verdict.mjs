import { Entry } from './faulty.mjs';
import { WORKERS } from './soak.mjs';

const MB = 2 ** 20;
// What an executor may hold more after the last round than after the first: code that was compiled meanwhile, mostly.
const MORE_HEAP = 2 * MB;

/** Whether the executor kept its word: one line for each thing, with what was expected of it. */
export function judge({ books, problems, silent, stats, ledger, progress, footprints }) {
  const sum = (name) => [...books.values()].reduce((total, book) => total + book[name], 0);
  const { before, first, last, after } = footprints;
  const dismissed = ledger[Entry.Made] - WORKERS - stats.lostWorkers;
  return [
    equal('items without an outcome', sum('lost'), 0),
    equal('items with more than one', sum('doubled'), 0),
    equal('outcomes that are not the expected ones', sum('wrong'), 0),
    equal('aborted chains that ended in another way', problems.length, 0),
    equal('workers lost', stats.lostWorkers, ledger[Entry.Killed]),
    {
      ...{ what: 'workers ended by aborts', got: dismissed, expected: `${ledger[Entry.Stalled]} or more` },
      ok: dismissed >= ledger[Entry.Stalled],
    },
    equal('workers alive', stats.workers.length, WORKERS),
    equal('jobs left', stats.jobs.waiting + stats.jobs.running, 0),
    equal('losses that no caller heard of', silent.count - silent.strangers.length, ledger[Entry.Late]),
    equal('other such losses', silent.strangers.length, 0),
    equal('progress: processed', progress.processed, sum('processed')),
    equal('progress: failed', progress.failed, sum('failed')),
    {
      ...{ what: 'heap after gc', got: mb(last.heap), expected: `${mb(first.heap)} + ${mb(MORE_HEAP)}` },
      ok: last.heap <= first.heap + MORE_HEAP,
    },
    equal('handles', last.handles, first.handles),
    equal('handles after close', after.handles, before.handles),
    equal('listeners on the process', last.listeners, first.listeners),
    equal('listeners after close', after.listeners, before.listeners),
  ];
}

function equal(what, got, expected) {
  return { what, got, expected, ok: got === expected };
}

function mb(bytes) {
  return `${(bytes / MB).toFixed(1)} MB`;
}
