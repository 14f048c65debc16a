import { SpanAttribute, WithParallelContext } from '@threadspan/decorators';

// What compiles, and what does not, in the legacy dialect; the other one has no parameter decorators.

export class Accepted {
  @WithParallelContext()
  run(@SpanAttribute('path') _path: string, @SpanAttribute('limit') _limit = 1): void {}

  @WithParallelContext()
  static count(@SpanAttribute('paths') ..._paths: string[]): void {}
}

export class Refused {
  // @ts-expect-error a parameter of a constructor belongs to no method
  constructor(@SpanAttribute('path') readonly path: string) {}

  // @ts-expect-error a method is no parameter
  @SpanAttribute('path')
  run(): void {}

  // @ts-expect-error the attribute needs a name
  named(@SpanAttribute() _path: string): void {}
}
