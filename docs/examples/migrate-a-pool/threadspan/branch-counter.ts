import { ProcessFile } from '@threadspan/decorators';
import { countBranches } from '../count-branches.js';

export class BranchCounter {
  constructor(private readonly keywords: readonly string[]) {}

  @ProcessFile()
  count(path: string): Promise<number> {
    return countBranches(path, this.keywords);
  }
}
