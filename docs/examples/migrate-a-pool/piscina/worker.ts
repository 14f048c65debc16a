import { countBranches } from '../count-branches.js';

export interface Task {
  readonly path: string;
  readonly keywords: readonly string[];
}

export default function work({ path, keywords }: Task): Promise<number> {
  return countBranches(path, keywords);
}
