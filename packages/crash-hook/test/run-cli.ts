import { Readable, Writable } from 'node:stream';
import { main } from '../dist/cli/main.js';

export interface CliOptions {
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** What stdout says of itself. */
  readonly terminal?: { readonly isTTY: boolean; readonly columns: number };
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line tool in this process, with streams of its own. */
export async function runCli(
  argv: readonly string[],
  { stdin = '', env = {}, terminal }: CliOptions = {},
): Promise<CliResult> {
  const stdout = collector();
  const stderr = collector();
  const code = await main(argv, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: Object.assign(stdout.stream, terminal),
    stderr: stderr.stream,
    env,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
