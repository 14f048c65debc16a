import { SpanAttribute, WithParallelContext } from '@threadspan/decorators';

// Only the legacy dialect has decorators of parameters.
export class Query {
  @WithParallelContext()
  run(
    @SpanAttribute('query.text') _text: string,
    _limit: number,
    @SpanAttribute('query.page') _page?: number,
  ): void {}
}
