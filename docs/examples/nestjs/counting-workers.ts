import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { createExecutor } from '@threadspan/executor';
import type { Remote } from '@threadspan/executor';
import { LineCounter, Settings } from './line-counter.js';

/** Line counters in worker threads, as long as the application lives. */
@Injectable()
export class CountingWorkers implements OnModuleInit, OnModuleDestroy {
  readonly executor = createExecutor({ workers: 2 });
  #counter!: Remote<LineCounter>;

  constructor(private readonly settings: Settings) {}

  // A worker has no injector: it is told what the constructor gets.
  async onModuleInit(): Promise<void> {
    this.#counter = await this.executor.spawn(LineCounter, {
      module: new URL('./line-counter.js', import.meta.url),
      args: [this.settings],
    });
  }

  count(paths: readonly string[]) {
    return this.executor.parIter(paths).mapWithContext(this.#counter.count).collect();
  }

  async onModuleDestroy(): Promise<void> {
    await this.executor.close();
  }
}
