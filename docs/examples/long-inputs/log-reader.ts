import { createHash } from 'node:crypto';
import { WithParallelContext } from '@threadspan/decorators';
import { transfer } from '@threadspan/executor';

export interface Entry {
  readonly route: string;
  readonly ms: number;
}

export class LogReader {
  /** Nothing for lines that are no requests. */
  @WithParallelContext()
  parse(line: string): Entry | undefined {
    const [kind, route, ms] = line.split(' ');
    if (kind !== 'GET') return undefined;
    if (route === undefined || !Number.isFinite(Number(ms))) throw new SyntaxError(`not a request: ${line}`);
    return { route, ms: Number(ms) };
  }

  @WithParallelContext()
  digest(block: Uint8Array): string {
    return createHash('sha256').update(block).digest('hex').slice(0, 8);
  }

  @WithParallelContext()
  inverted(block: Uint8Array): Uint8Array {
    const made = block.map((byte) => 255 - byte);
    return transfer(made, [made.buffer]);
  }
}
