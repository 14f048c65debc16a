/**
 * What the rounds say: times in nanoseconds for one call, and the ratio to the baseline, which is the median of the
 * ratios within one round.
 * @param {import('./case.mjs').Contestant[]} contestants
 * @param {number[][]} times
 */
export function summarize(contestants, times) {
  return contestants.map(({ name, baseline, aim }, index) => {
    const rounds = times[index];
    const base = times[contestants.findIndex((other) => other.name === baseline)];
    const ratio = base && median(rounds.map((time, round) => time / base[round]));
    const ns = median(rounds);
    return {
      name,
      median: ns,
      p25: quantile(rounds, 0.25),
      p75: quantile(rounds, 0.75),
      ...(base ? { baseline, ratio } : {}),
      ...(aim ? { aim, met: isMet(aim, ns, ratio, base && median(base)) } : {}),
      rounds,
    };
  });
}

function isMet(aim, ns, ratio, base) {
  if ('ratio' in aim) return ratio <= aim.ratio;
  return 'over' in aim ? ns - base <= aim.over : ns <= aim.ns;
}

function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  return below + (sorted[Math.ceil(position)] - below) * (position % 1);
}
