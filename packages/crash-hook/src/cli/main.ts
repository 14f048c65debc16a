import { terminalOptions } from '../hook/terminal.js';
import { visible } from '../render/visible.js';
import { parseCommand, UsageError } from './command.js';
import type { Command } from './command.js';
import { HELP, version } from './help.js';
import { list } from './list.js';
import { show } from './show.js';
import { write } from './streams.js';
import type { Streams } from './streams.js';

const FAILED = 1;
const WRONG_USAGE = 2;

/** Does what the command line `argv` asks for and resolves to the exit code. Never rejects. */
export async function main(argv: readonly string[], streams: Streams): Promise<number> {
  try {
    if (argv.length === 0) {
      await write(streams.stderr, HELP);
      return WRONG_USAGE;
    }
    await write(streams.stdout, await answer(parseCommand(argv), streams));
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    await complain(isUsage ? `${message}. See threadspan-crash --help.` : message, streams);
    return isUsage ? WRONG_USAGE : FAILED;
  }
}

async function answer(command: Command, streams: Streams): Promise<string> {
  switch (command.name) {
    case 'help':
      return HELP;
    case 'version':
      return `${version()}\n`;
    case 'show':
      return show(command, streams);
    case 'list':
      return list(command.directory, streams);
  }
}

// On one line, whatever is in the name of a file or in the file itself.
async function complain(message: string, { stderr, env }: Streams): Promise<void> {
  const ascii = !terminalOptions(env, stderr).unicode;
  await write(stderr, `threadspan-crash: ${visible(message, ascii)}\n`).catch(() => undefined);
}
