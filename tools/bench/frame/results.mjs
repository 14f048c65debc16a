import { judge } from './aims.mjs';
import { median, quantile, ratios } from './statistics.mjs';

/**
 * What the rounds say of each contestant: its figures for one item, the ratio to its baseline, which is the median of
 * the ratios within one round, and what became of its aims.
 * @param {import('./case.mjs').Contestant[]} contestants
 * @param {number[][]} figures
 */
export function summarize(contestants, figures) {
  const rounds = new Map(contestants.map(({ name }, index) => [name, figures[index]]));
  const peers = contestants.filter(({ peer }) => peer).map(({ name }) => name);
  return contestants.map(({ name, unit = 'ns', items = 1, peer = false, baseline, aim = [] }) => {
    const own = rounds.get(name);
    return {
      name,
      unit,
      items,
      peer,
      median: median(own),
      p25: quantile(own, 0.25),
      p75: quantile(own, 0.75),
      ...(baseline ? { baseline, ratio: median(ratios(own, rounds.get(baseline))) } : {}),
      aims: [aim].flat().map((one) => judge(one, { name, baseline, rounds, peers })),
      rounds: own,
    };
  });
}
