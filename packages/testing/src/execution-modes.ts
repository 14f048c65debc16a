/**
 * Where annotated methods run, and the `workers` to give `createExecutor` for it, to run the same tests in each:
 *
 * ```ts
 * describe.each(executionModes)('%s', (_, workers) => { … });
 * ```
 *
 * Span trees, contexts and progress are the same in both.
 */
export const executionModes: readonly (readonly [where: string, workers: number])[] = [
  ['in this thread', 0],
  ['in two workers', 2],
];
