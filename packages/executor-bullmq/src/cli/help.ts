import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const HELP = `Does the work of a queue: runs calls and chains of createQueueExecutor() on
worker threads of this machine.

Usage: threadspan-worker --redis URL --queue NAME --module FILE [options]

  --redis URL           redis://user:password@host:6379/0; rediss:// for TLS.
                        Default: the variable REDIS_URL.
  --queue NAME          The queue that the program names.
  --module FILE         A built file that exports annotated classes; may be
                        given several times. Nothing else can be called.
  --import MODULE       Loads a file or a package first, in this process alone:
                        your OpenTelemetry set-up, or @threadspan/tracing/relay,
                        which sends all spans to the program.
  --threads N           Worker threads. Default: one for each core.
  --concurrency N       Chunks at once. Default: one more than threads.
  --max-old-space-size MB
                        Heap of each thread. Default: Node's, by the memory.
  --stall-timeout MS    After how long others take this process for lost.
                        Default: 30000. The same for all that share a queue.
  --max-payload BYTES   Most bytes of one chunk or result. Default: 16000000.
  --flight-interval MS  How often it is noted in Redis what the threads are on.
                        Default: 500.
  --prefix TEXT         Prefix of all keys in Redis. Default: bull.
  -h, --help            Prints this.
  -v, --version         Prints the version.

SIGTERM and SIGINT let it finish the chunks that it has, and end it then; a
second one ends it at once.

Exit code: 0, 1 when it can't start, 2 when the command line is wrong.
`;

export function version(): string {
  const manifest = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
