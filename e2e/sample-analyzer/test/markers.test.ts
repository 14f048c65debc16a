import { measure } from './measure.ts';

function markers(source: string, path = 'a.js') {
  return measure(source, path).markers;
}

describe('findMarkers', () => {
  it('finds markers in all kinds of comments, where the word stands', () => {
    const source = 'f(); // TODO: one\n/* FIXME(me) two */ g(); /*HACK*/\n  /**\n   * TODO three\n   */\n';
    expect(markers(source)).toEqual([
      { kind: 'TODO', line: 1, column: 9, text: 'TODO: one' },
      { kind: 'FIXME', line: 2, column: 4, text: 'FIXME(me) two' },
      { kind: 'HACK', line: 2, column: 28, text: 'HACK' },
      { kind: 'TODO', line: 4, column: 6, text: 'TODO three' },
    ]);
  });

  it('counts every line of a block comment, whatever the line breaks', () => {
    const found = markers('/* TODO a\r\n TODO b\r TODO c\u2028 TODO d\nTODO e FIXME f */');
    expect(found.map(({ line, column, text }) => [line, column, text])).toEqual([
      [1, 4, 'TODO a'],
      [2, 2, 'TODO b'],
      [3, 2, 'TODO c'],
      [4, 2, 'TODO d'],
      [5, 1, 'TODO e FIXME f'],
    ]);
  });

  it.each(['todo: a', 'TODOS', 'TODO-list', 'MYTODO: a', '$TODO', 'TODO_LIST', 'Todo', 'HACKER'])(
    'takes no notice of // %s',
    (text) => {
      expect(markers(`// ${text}`)).toEqual([]);
    },
  );

  it.each(['FIXME! now', 'FIXME!!!', 'TODO, later', 'TODO; x', 'TODO.', 'TODO/FIXME both', '[TODO] x'])(
    'counts // %s once',
    (text) => {
      expect(markers(`// ${text}`)).toHaveLength(1);
    },
  );

  it('takes no notice of code, strings and JSX text', () => {
    expect(markers('const TODO = "TODO: a", b = `// TODO: c`, d = <e>// TODO: f</e>; /TODO /;')).toEqual([]);
  });

  it('finds markers after an HTML-like comment sign in a script', () => {
    expect(markers('<!-- TODO: a\n--> TODO: b')).toMatchObject([
      { line: 1, column: 6 },
      { line: 2, column: 5 },
    ]);
  });

  it('cuts the text and keeps control characters out of it', () => {
    const [marker] = markers(`// TODO: \u001b[2J\u202e${'a'.repeat(500)}`);
    expect(marker!.text).toBe(`TODO:  [2J ${'a'.repeat(500)}`.slice(0, 200));
  });
});
