import { format } from '../frame/format.mjs';

/** What a reader wants to know first, in a line each. A line whose figures were not measured is left out. */
export function inShort(cases) {
  const lines = [start, call, item, span]
    .map((line) => line((title) => resultsOf(cases, title)))
    .concat(othersAreFaster(cases))
    .filter((line) => line !== undefined);
  return lines.length === 0 ? [] : ['## In short', lines.map((line) => `- ${line}`).join('\n')];
}

function start(results) {
  const {
    executor,
    'raw Worker': raw,
    piscina,
    tinypool,
  } = results('start: from the start of the process to the first result of 1 worker');
  if (!(executor && raw && piscina && tinypool)) return;
  return (
    `**Start.** The first result of a worker is there ${time(executor)} after the start of the process. ` +
    `A raw \`Worker\` takes ${time(raw)}, the fastest other pool ${timeAndName(fastest([piscina, tinypool]))}.`
  );
}

function call(results) {
  const [alone, many] = ['one after another', '64 in flight'].map((state) => results(`call: ${state}`));
  if (!(alone['remote method'] && many['remote method'])) return;
  return (
    `**Per call.** A remote method takes ${time(alone['remote method'])}, and ${time(many['remote method'])} with 64 ` +
    `in flight; the fastest other pool ${timeAndName(fastest(peers(alone)))} and ${timeAndName(fastest(peers(many)))}.`
  );
}

function item(results) {
  const tiny = results('tiny: 10,000 items');
  if (!tiny.mapWithContext) return;
  const byHand = Object.values(tiny).filter(({ name }) => name.endsWith(', by 256'));
  return (
    `**Per item.** In a chain of 10,000 multiplications each costs ${time(tiny.mapWithContext)}; the fastest other pool ` +
    `takes ${timeAndName(fastest(peers(tiny)))} item by item, and ${timeAndName(fastest(byHand))} in chunks made by hand.`
  );
}

function span(results) {
  const [without, recording] = ['no SDK', 'SDK, recording'].map(
    (state) => results(`decorators: ${state}`)['@WithParallelContext'],
  );
  const { '@ProcessFile, 2 workers': fromWorkers, 'plain SDK, inline': plain } = results(
    'spans: exported in batches',
  );
  if (!(without && recording && fromWorkers && plain)) return;
  return (
    `**Per span.** An annotated call costs ${time(without)} without an SDK and ${time(recording)} when it is recorded. ` +
    `Exported, a span from one of 2 workers costs ${time(fromWorkers)}, one that was made inline by the SDK alone ${time(plain)}.`
  );
}

function othersAreFaster(cases) {
  const behind = cases.flatMap(({ name, states }) =>
    states.flatMap(({ state, results }) =>
      results
        .flatMap(({ aims }) => aims)
        .filter(({ aim, met }) => aim === 'not behind any peer' && !met)
        .map(({ reached }) => `[${name}](#${name}) of ${state} (${reached})`),
    ),
  );
  return behind.length === 0 ? undefined : `**Others are faster** at ${behind.join('; ')}.`;
}

/** The results of a state by the names of what was measured: `call: 64 in flight`. */
function resultsOf(cases, title) {
  const states = cases.flatMap(({ name, states }) =>
    states.filter(({ state }) => `${name}: ${state}` === title),
  );
  return Object.fromEntries(states.flatMap(({ results }) => results).map((result) => [result.name, result]));
}

const peers = (results) => Object.values(results).filter(({ peer }) => peer);
const fastest = (results) => results.toSorted((one, other) => one.median - other.median)[0];
const time = ({ median, unit }) => format(median, unit);
const timeAndName = (result) => `${time(result)} (${result.name.replace(', by 256', '')})`;
