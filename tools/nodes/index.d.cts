/** One of each supported line of Node, oldest first, with its version ("22.23.1") and the path of its program. */
export declare const nodes: readonly {
  readonly major: number;
  readonly version: string;
  readonly path: string;
}[];
