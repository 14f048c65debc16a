/** Ways to end, or not to; `rejections` are some of them. */
export declare const endings: readonly string[];
export declare const rejections: readonly string[];
