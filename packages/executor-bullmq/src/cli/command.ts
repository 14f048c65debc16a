import { parseArgs } from 'node:util';
import type { QueueWorkerOptions } from '../worker/queue-worker.js';

/** What a command line asks for. */
export type Command =
  | { readonly name: 'help' | 'version' }
  | {
      readonly name: 'run';
      readonly redis: string;
      readonly queue: string;
      /** As on the command line: paths. */
      readonly modules: readonly string[];
      /** What is loaded before them: paths, or names of packages. */
      readonly imports: readonly string[];
      readonly settings: Settings;
    };

type Settings = Partial<
  Pick<
    QueueWorkerOptions,
    'threads' | 'concurrency' | 'prefix' | 'stallTimeout' | 'maxPayload' | 'flightInterval'
  >
>;

/** The command line is wrong; the message says how. */
export class UsageError extends Error {}

const OPTIONS = {
  redis: { type: 'string' },
  queue: { type: 'string' },
  module: { type: 'string', multiple: true },
  import: { type: 'string', multiple: true },
  threads: { type: 'string' },
  concurrency: { type: 'string' },
  prefix: { type: 'string' },
  'stall-timeout': { type: 'string' },
  'max-payload': { type: 'string' },
  'flight-interval': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** @throws UsageError */
export function parseCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Command {
  const values = parse(argv);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const { queue, module: modules = [], import: imports = [], prefix } = values;
  // An address with a password in it had better not stand where every user of the machine can read it.
  const redis = values.redis ?? env['REDIS_URL'];
  if (redis === undefined) throw new UsageError('Missing --redis URL, or the variable REDIS_URL');
  if (queue === undefined) throw new UsageError('Missing --queue NAME');
  if (modules.length === 0)
    throw new UsageError('Missing --module FILE, the built file that exports the class');
  return {
    name: 'run',
    redis,
    queue,
    modules,
    imports,
    settings: {
      ...integer('threads', values.threads),
      ...integer('concurrency', values.concurrency),
      ...integer('stallTimeout', values['stall-timeout'], '--stall-timeout'),
      ...integer('maxPayload', values['max-payload'], '--max-payload'),
      ...integer('flightInterval', values['flight-interval'], '--flight-interval'),
      ...(prefix === undefined ? {} : { prefix }),
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    // The first sentence says it all.
    throw new UsageError(String((error as Error).message).split(/\.\s|\n/, 1)[0]);
  }
}

function integer(name: keyof Settings, text: string | undefined, option = `--${name}`): Settings {
  if (text === undefined) return {};
  if (/^\d{1,9}$/.test(text)) return { [name]: Number(text) };
  throw new UsageError(`Expected ${option} to be an integer, got "${text}"`);
}
