import { expose } from 'threads/worker';

const counter = {
  async countBranches(path: string, keywords: readonly string[]): Promise<number> {
    const { countBranches } = await import('../count-branches.js');
    return countBranches(path, keywords);
  },
};

export type Counter = typeof counter;

expose(counter);
