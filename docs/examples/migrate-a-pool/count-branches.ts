import { readFile } from 'node:fs/promises';

/** The work itself, which is the same in all three programs. */
export async function countBranches(path: string, keywords: readonly string[]): Promise<number> {
  const text = await readFile(path, 'utf8');
  return text.match(new RegExp(`\\b(${keywords.join('|')})\\b`, 'g'))?.length ?? 0;
}
