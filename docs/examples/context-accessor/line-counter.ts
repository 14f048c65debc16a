import { readFile } from 'node:fs/promises';
import { threadId } from 'node:worker_threads';
import { ProcessFile } from '@threadspan/decorators';
import { logger } from './logger.js'; // and with it, in the worker too, the accessor

export class LineCounter {
  @ProcessFile()
  async count(path: string): Promise<number> {
    const lines = (await readFile(path, 'utf8')).split('\n').length;
    logger.info({ path, lines, threadId }, 'counted');
    return lines;
  }
}
