/** `never[]` is what every list of parameters takes. */
export type AnyMethod = (...args: never[]) => unknown;

/** One overload of a method. */
export interface Signature<A extends readonly unknown[], R> {
  readonly args: A;
  readonly result: R;
}

/**
 * The overloads of `F` in their order; of more than six, the last six. Where there are fewer, TypeScript repeats the
 * first. Type parameters become their constraints, for a type has no other way to say what they are.
 */
export type SignaturesOf<F> = F extends {
  (...args: infer A1): infer R1;
  (...args: infer A2): infer R2;
  (...args: infer A3): infer R3;
  (...args: infer A4): infer R4;
  (...args: infer A5): infer R5;
  (...args: infer A6): infer R6;
}
  ? [
      Signature<A1, R1>,
      Signature<A2, R2>,
      Signature<A3, R3>,
      Signature<A4, R4>,
      Signature<A5, R5>,
      Signature<A6, R6>,
    ]
  : never;

/** What every overload of `F` returns, in a union. */
export type ResultOf<F> = SignaturesOf<F>[number]['result'];
