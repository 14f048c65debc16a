import { FASTEST_PEER } from './case.mjs';
import { format } from './format.mjs';
import { median, quantile, ratios } from './statistics.mjs';

/**
 * What became of one aim: what it is, what was reached, both as text, and whether that is enough.
 * @param {import('./case.mjs').Aim} aim
 */
export function judge(aim, { name, baseline, rounds, peers }) {
  const own = rounds.get(name);
  if ('ns' in aim) {
    const ns = median(own);
    return { aim: `at most ${format(aim.ns)}`, reached: format(ns), met: ns <= aim.ns };
  }
  if ('over' in aim) {
    const more = median(own) - median(rounds.get(baseline));
    return {
      aim: `at most ${format(aim.over)} more`,
      reached: `${format(more)} more`,
      met: more <= aim.over,
    };
  }
  const fastest = peers.toSorted((a, b) => median(rounds.get(a)) - median(rounds.get(b)))[0];
  if ('ahead' in aim) {
    const isBehind = (peer) => quantile(ratios(own, rounds.get(peer)), 0.25) > 1;
    const ratio = median(ratios(own, rounds.get(fastest)));
    return { aim: 'not behind any peer', reached: times(ratio, fastest), met: !peers.some(isBehind) };
  }
  const wanted = aim.baseline ?? baseline;
  const other = wanted === FASTEST_PEER ? fastest : wanted;
  const ratio = median(ratios(own, rounds.get(other)));
  return {
    aim: `at most ${times(aim.ratio, wanted)}`,
    reached: times(ratio, other),
    met: ratio <= aim.ratio,
  };
}

function times(ratio, name) {
  return `${Number(ratio.toPrecision(3))} × ${name}`;
}
