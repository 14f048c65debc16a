/** Where a report must say that it happened. */
export interface Place {
  readonly phase: string | undefined;
  readonly currentFile: string | undefined;
  readonly spans: readonly string[];
}

export declare const rows: Readonly<Record<string, readonly [Place, () => unknown]>>;
