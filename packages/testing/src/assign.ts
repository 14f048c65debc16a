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
      if (held.size >= room(rule) && !makesRoom(held, room)) return false;
      const former = ruleOf[span];
      if (former !== undefined) members[former]!.delete(span);
      held.add(span);
      ruleOf[span] = rule;
      return true;
    });

  // Not `[...held].some`: most often the first will do, and there may be very many.
  const makesRoom = (held: ReadonlySet<number>, room: Room): boolean => {
    for (const other of held) if (place(other, room)) return true;
    return false;
  };

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
  // Whether the rules so far may have taken this many of the spans.
  let taken = [...fitting, []].map((_, count) => count === 0);
  bounds.forEach(({ min, max }, rule) => {
    // Where the run of spans that fit the rule begins, and the last place up to `min` before from where it may go on.
    let run = 0;
    let start = -1;
    const before = taken;
    taken = before.map((_, end) => {
      if (end > 0 && !fitting[end - 1]!.includes(rule)) run = end;
      if (before[end - min]) start = end - min;
      return start >= run && end - start <= max;
    });
  });
  return taken[fitting.length]!;
}
