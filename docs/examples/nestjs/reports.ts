import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AnalysisPhase } from '@threadspan/context';
import { WithParallelContext } from '@threadspan/decorators';
import { CountingWorkers } from './counting-workers.js';
import { LineCounter } from './line-counter.js';

/** A decorator of the application's own, made as Nest makes them. */
export const Schedule = Reflector.createDecorator<string>();

@Injectable()
export class Reports {
  constructor(
    private readonly counter: LineCounter,
    private readonly workers: CountingWorkers,
  ) {}

  @WithParallelContext({ phase: AnalysisPhase.Parsing })
  one(path: string) {
    return this.counter.count(path);
  }

  @Schedule('nightly')
  @WithParallelContext({
    phase: AnalysisPhase.Parsing,
    attributes: ([paths]: [readonly string[]]) => ({ files: paths.length }),
  })
  all(paths: readonly string[]) {
    return this.workers.count(paths);
  }
}
