/** From 0 up to and without `count`. */
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, value) => value);

export const files = (count: number): string[] => numbers(count).map((value) => `file-${value}.ts`);
