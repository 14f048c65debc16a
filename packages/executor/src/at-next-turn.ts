/** `setImmediate` as it was at load: tests that bring a clock of their own would stop the executor with it. */
export const { setImmediate: atNextTurn } = globalThis;
