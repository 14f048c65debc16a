/** Hears what becomes of a job's items. Each index is named exactly once, unless the job ends early. */
export interface JobListener {
  /** Items that follow one another, from this index on, gave one value each. Without it, `onValues` is told. */
  onEach?(index: number, values: readonly unknown[]): void;
  /** The item gave those of `values` from `from` up to `to`. */
  onValues(index: number, values: readonly unknown[], from: number, to: number): void;
  onFailure(index: number, input: unknown, error: unknown): void;
  /** What the items whose outcomes are told next have counted as progress, in this process. */
  onCounted?(processed: number, failed: number): void;
  /** There may be more to send. */
  onMore(): void;
  /** Every item has been named. */
  onEnd(): void;
  /** The job can't go on. */
  onError(error: unknown): void;
}
