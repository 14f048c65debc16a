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
    'threads' | 'concurrency' | 'resourceLimits' | 'prefix' | 'stallTimeout' | 'maxPayload' | 'flightInterval'
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
  'max-old-space-size': { type: 'string' },
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
      ...setting('threads', integer('threads', values)),
      ...setting('concurrency', integer('concurrency', values)),
      ...setting('resourceLimits', heap(integer('max-old-space-size', values))),
      ...setting('stallTimeout', integer('stall-timeout', values)),
      ...setting('maxPayload', integer('max-payload', values)),
      ...setting('flightInterval', integer('flight-interval', values)),
      ...setting('prefix', prefix),
    },
  };
}

type Values = ReturnType<typeof parse>;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    // The first sentence says it all.
    throw new UsageError(String((error as Error).message).split(/\.\s|\n/, 1)[0]);
  }
}

function integer(name: keyof Values, { [name]: text }: Values): number | undefined {
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`Expected --${name} to be an integer, got "${String(text)}"`);
}

function heap(megabytes: number | undefined) {
  return megabytes === undefined ? undefined : { maxOldGenerationSizeMb: megabytes };
}

function setting<K extends keyof Settings>(name: K, value: Settings[K] | undefined): Settings {
  return value === undefined ? {} : { [name]: value };
}
