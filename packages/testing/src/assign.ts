/** Which of the bounds `[min, max]` counts. */
type Room = (rule: number) => number;

export interface Assignment {
  /** The rule of each span; `undefined` for those that are one too many, or fit none. */
  readonly ruleOf: readonly (number | undefined)[];
  /** How many spans each rule has got. */
  readonly counts: readonly number[];
}

/**
 * Gives spans to rules so that as many rules as possible have their `min`, and then as many spans as possible a rule:
 * when there is a way to satisfy all, it is found. A maximum bipartite matching by augmenting paths, first with the
 * lower bounds, then with the upper ones: augmenting takes nothing away from a rule.
 *
 * @param fitting the rules that each span fits
 */
export function assign(
  fitting: readonly (readonly number[])[],
  bounds: readonly { readonly min: number; readonly max: number }[],
): Assignment {
  const members = bounds.map(() => new Set<number>());
  const ruleOf: (number | undefined)[] = fitting.map(() => undefined);
  // From what was visited in vain no room can be reached until something has moved.
  let visited = new Set<number>();

  const place = (span: number, room: Room): boolean =>
    fitting[span]!.some((rule) => {
      if (visited.has(rule)) return false;
      visited.add(rule);
      const held = members[rule]!;
      const isFree = held.size < room(rule) || [...held].some((other) => place(other, room));
      if (!isFree) return false;
      const former = ruleOf[span];
      if (former !== undefined) members[former]!.delete(span);
      held.add(span);
      ruleOf[span] = rule;
      return true;
    });

  for (const bound of ['min', 'max'] as const) {
    visited = new Set();
    for (const span of fitting.keys()) {
      if (ruleOf[span] === undefined && place(span, (rule) => bounds[rule]![bound])) visited = new Set();
    }
  }
  return { ruleOf, counts: members.map(({ size }) => size) };
}

/**
 * Whether the spans, in their order, are what the rules ask for, in theirs: `min` to `max` spans for the first rule, then
 * those for the second, and so on.
 */
export function followInOrder(
  fitting: readonly (readonly number[])[],
  bounds: readonly { readonly min: number; readonly max: number }[],
): boolean {
  // How many of the spans the rules so far may have taken.
  let taken = new Set([0]);
  bounds.forEach(({ min, max }, rule) => {
    const next = new Set<number>();
    for (const start of taken) {
      for (let count = 0; count <= max; count += 1) {
        if (count >= min) next.add(start + count);
        if (!fitting[start + count]?.includes(rule)) break;
      }
    }
    taken = next;
  });
  return taken.has(fitting.length);
}
