/** A line of a tree as text, with those below it. Lines that read the same, with all that is below, have the same id. */
export interface TreeLine {
  readonly text: string;
  readonly below: readonly Counted[];
  readonly id: number;
}

interface Counted {
  readonly line: TreeLine;
  readonly count: number;
}

/** Makes lines whose ids can be compared. */
export class TreeText {
  readonly #ids = new Map<string, number>();

  line(text: string, lines: readonly TreeLine[]): TreeLine {
    const below = counted(lines);
    const key = JSON.stringify([text, ...below.map(({ line, count }) => [line.id, count])]);
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    return { text, below, id };
  }
}

/** Lines as text, indented; those that are the same, side by side, are one with a count. */
export function render(lines: readonly TreeLine[]): string {
  const rendered: string[] = [];
  const visit = (level: readonly Counted[], indent: string) => {
    for (const { line, count } of level) {
      rendered.push(`${indent}${line.text}${count === 1 ? '' : ` × ${count}`}`);
      visit(line.below, `${indent}  `);
    }
  };
  visit(counted(lines), '');
  return rendered.join('\n');
}

/** By their text, and then by what is below them. */
export function compareLines(one: TreeLine, other: TreeLine): number {
  if (one.id === other.id) return 0;
  if (one.text !== other.text) return one.text < other.text ? -1 : 1;
  for (const [index, { line, count }] of one.below.entries()) {
    const counterpart = other.below[index];
    if (!counterpart) return 1;
    const order = compareLines(line, counterpart.line) || count - counterpart.count;
    if (order !== 0) return order;
  }
  return -1;
}

function counted(lines: readonly TreeLine[]): readonly Counted[] {
  const groups = new Map<number, { readonly line: TreeLine; count: number }>();
  for (const line of lines) {
    const group = groups.get(line.id);
    if (group) group.count += 1;
    else groups.set(line.id, { line, count: 1 });
  }
  return [...groups.values()];
}
