import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AnalysisPhase, getCurrentContext, getSpanHierarchy } from '@threadspan/context';
import { ProcessFile, WithParallelContext } from '@threadspan/decorators';

/** A decorator of the application's own, made as Nest makes them. */
export const Schedule = Reflector.createDecorator<string>();

@Injectable()
export class Limits {
  readonly branches: number = 10;
}

@Injectable()
export class Counter {
  constructor(private readonly limits: Limits) {}

  @ProcessFile()
  count(_path: string) {
    const spans = getSpanHierarchy().map(({ name }) => name);
    return { ...getCurrentContext(), spans, limit: this.limits.branches };
  }
}

@Injectable()
export class Reports {
  constructor(private readonly counter: Counter) {}

  @Schedule('nightly')
  @WithParallelContext({ phase: AnalysisPhase.Parsing })
  one(path: string): unknown {
    return this.counter.count(path);
  }
}
