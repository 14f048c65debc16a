import { join } from 'node:path';
import ts from 'typescript';
import { commandsOf } from './commands.ts';
import { read, root, runExample } from './run-example.ts';

it('an annotated class prints the spans that its guide shows', () => {
  const [{ command, output = '' } = { command: '' }] = commandsOf(read('docs/guides/annotate-a-class.md'));
  const [, , ...files] = command.split(' ');
  const printed = runExample('annotate-a-class', ...files);
  // Files that are read at the same time end in any order.
  expect(printed.split('\n').sort()).toEqual(output.split('\n').sort());
});

describe.each([
  ['standard', false],
  ['older', true],
])('the compiler, with %s decorators,', (_dialect, experimentalDecorators) => {
  const file = join(root, 'docs/examples/annotate-a-class/refused.ts');
  const text = read('docs/examples/annotate-a-class/refused.ts');

  it('refuses what the guide shows, in these words', () => {
    const expected = text.split('\n').flatMap((line, index) => {
      const [, says] = line.split('@ts-expect-error -- ');
      return says === undefined ? [] : { line: index + 1, says };
    });
    expect(expected).toHaveLength(4);

    const messages = messagesOf(file, text.replaceAll('@ts-expect-error', ''), { experimentalDecorators });
    expect([...messages.keys()]).toEqual(expected.map(({ line }) => line));
    for (const { line, says } of expected) {
      // Of a standard decorator without parentheses it has less to say.
      if (experimentalDecorators || says.startsWith('expected')) expect(messages.get(line)).toContain(says);
    }
  });
});

/** What the compiler says of a file of the examples, if this were its text; by line, from 0. */
function messagesOf(file: string, text: string, dialect: ts.CompilerOptions): Map<number, string> {
  const folder = join(root, 'docs/examples');
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const settings = { ...options, emitDecoratorMetadata: false, ...dialect };
  const host = ts.createCompilerHost(settings);
  host.readFile = (path) => (path === file ? text : ts.sys.readFile(path));
  const messages = new Map<number, string>();
  const program = ts.createProgram([file], settings, host);
  for (const { file: source, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const line = source ? source.getLineAndCharacterOfPosition(start).line : -1;
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    messages.set(line, `${messages.get(line) ?? ''}${message}\n`);
  }
  return messages;
}
