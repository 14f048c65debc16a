import { WithParallelContext } from '@threadspan/decorators';

export interface Match {
  readonly index: number;
  readonly text: string;
}

export class Matcher {
  @WithParallelContext({ span: 'match', phase: 'matching' })
  match(pattern: string, text: string): Match[] {
    return [...text.matchAll(new RegExp(pattern, 'g'))].map(({ 0: found, index }) => ({
      index,
      text: found,
    }));
  }
}
