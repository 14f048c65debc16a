import { readFile } from 'node:fs/promises';
import { threadId } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { ProcessFile } from '@threadspan/decorators';

@Injectable()
export class Settings {
  readonly countBlank: boolean = false;
}

@Injectable()
export class LineCounter {
  constructor(private readonly settings: Settings) {}

  @ProcessFile()
  async count(path: string): Promise<{ path: string; lines: number; threadId: number }> {
    const lines = (await readFile(path, 'utf8')).split('\n');
    const counted = lines.filter((line) => this.settings.countBlank || line.trim() !== '');
    return { path, lines: counted.length, threadId };
  }
}
