import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

/** A place in a file, counted from 1. */
export interface Place {
  readonly line: number;
  readonly offset: number;
}

export interface Definition {
  readonly file: string;
  /** The first line of what is defined. */
  readonly text: string;
}

interface Response {
  readonly type: string;
  readonly request_seq: number;
  readonly success: boolean;
  readonly message?: string;
  readonly body: readonly { readonly file: string; readonly start: Place }[];
}

/** The server that editors ask about TypeScript. */
export interface Tsserver {
  open(file: string): void;
  definition(file: string, place: Place): Promise<Definition[]>;
  stop(): Promise<void>;
}

export function startTsserver(): Tsserver {
  const path = createRequire(import.meta.url).resolve('typescript/lib/tsserver.js');
  const child = spawn(process.execPath, [path, '--disableAutomaticTypingAcquisition'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map<number, (response: Response) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const message = JSON.parse(line) as Response;
    if (message.type === 'response') waiting.get(message.request_seq)?.(message);
  });

  let sequence = 0;
  const send = (command: string, args: object) => {
    sequence += 1;
    child.stdin.write(`${JSON.stringify({ seq: sequence, type: 'request', command, arguments: args })}\n`);
    return sequence;
  };
  return {
    open: (file) => void send('open', { file }),
    async definition(file, place) {
      const seq = send('definition', { file, ...place });
      const response = await new Promise<Response>((resolve) => waiting.set(seq, resolve));
      if (!response.success) throw new Error(response.message);
      return response.body.map(({ file: found, start }) => ({
        file: realpathSync(found),
        text: readFileSync(found, 'utf8').split('\n')[start.line - 1] ?? '',
      }));
    },
    async stop() {
      send('exit', {});
      await once(child, 'exit');
    },
  };
}
