/** One of each supported line of Node, oldest first, and the path of its program. */
export declare const nodes: readonly { readonly major: number; readonly path: string }[];
