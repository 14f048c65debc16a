import { Inject, Injectable, Module } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createExecutor } from '@threadspan/executor';
import type { Remote } from '@threadspan/executor';
import { Counter, Limits } from './providers.js';
import type { Surroundings } from './surroundings.js';

/** Counters in worker threads, as long as the application lives. */
@Injectable()
class CountingWorkers implements OnModuleInit, OnModuleDestroy {
  readonly executor = createExecutor({ workers: 2 });
  #counter!: Remote<Counter>;

  constructor(
    private readonly limits: Limits,
    @Inject('module of providers') private readonly module: string,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#counter = await this.executor.spawn(Counter, { module: this.module, args: [this.limits] });
  }

  count(paths: readonly string[]) {
    return this.executor.parIter(paths).mapWithContext(this.#counter.count).collect();
  }

  async onModuleDestroy(): Promise<void> {
    await this.executor.close();
  }
}

/** A provider that has its work done in workers. */
export async function run({ file }: Surroundings) {
  @Module({
    providers: [Limits, CountingWorkers, { provide: 'module of providers', useValue: file('providers') }],
  })
  class Application {}
  const app = await NestFactory.createApplicationContext(Application, { logger: ['error'] });
  const counted = await app.get(CountingWorkers).count(['src/a.ts', 'src/b.ts']);
  await app.close();
  return counted;
}
