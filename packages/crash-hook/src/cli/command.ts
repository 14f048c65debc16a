import { parseArgs } from 'node:util';
import { expected } from '../errors.js';
import type { Verbosity } from '../render/stack-section.js';

/** What a command line asks for. */
export type Command =
  | { readonly name: 'help' | 'version' }
  | ({ readonly name: 'show' } & ShowOptions)
  | { readonly name: 'list'; readonly directory: string | undefined };

export interface ShowOptions {
  /** `-` is standard input. */
  readonly file: string;
  readonly html: boolean;
  readonly width?: number;
  readonly verbosity?: Verbosity;
}

/** The command line is wrong; the message says how. */
export class UsageError extends Error {}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  html: { type: 'boolean' },
  width: { type: 'string' },
  backtrace: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];

const VERBOSITIES: Readonly<Record<string, Verbosity>> = { '0': 0, '1': 1, full: 2 };
const MISSING_FILE =
  'Missing FILE: the path that was printed as "Report saved", or - for standard input; "threadspan-crash list" finds saved reports';

/** Throws a {@link UsageError}. */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [name, operand, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`Unexpected argument "${rest[0]}"`);
  switch (name) {
    case 'show':
      return { name, ...parseShow(operand, values) };
    case 'list':
      if (Object.keys(values).length > 0) throw new UsageError('"list" takes no options');
      return { name, directory: operand };
    default:
      throw new UsageError(name === undefined ? 'Missing command' : `Unknown command "${name}"`);
  }
}

function parseShow(file: string | undefined, { html = false, width, backtrace }: Values): ShowOptions {
  if (file === undefined || file === '') throw new UsageError(MISSING_FILE);
  if (html && (width !== undefined || backtrace !== undefined)) {
    throw new UsageError('--width and --backtrace are for text, not for --html');
  }
  return {
    file,
    html,
    ...(width === undefined ? {} : { width: parseWidth(width) }),
    ...(backtrace === undefined ? {} : { verbosity: parseBacktrace(backtrace) }),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // The first sentence says it all.
    throw new UsageError(String((error as Error).message).split(/\.\s|\n/, 1)[0]);
  }
}

function parseWidth(text: string): number {
  const width = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  if (width >= 40 && width <= 200) return width;
  throw new UsageError(expected('--width', 'an integer from 40 to 200', text));
}

function parseBacktrace(text: string): Verbosity {
  if (Object.hasOwn(VERBOSITIES, text)) return VERBOSITIES[text]!;
  throw new UsageError(expected('--backtrace', '0, 1 or full', text));
}
