type Same<T, U> = (<X>() => X extends T ? 1 : 2) extends <X>() => X extends U ? 1 : 2 ? true : false;

/** `exactly<T>()(value)` compiles when the value's type is `T`, and neither a part of it, nor wider, nor `any`. */
export declare function exactly<T>(): <U>(
  value: U,
  ...mismatch: Same<T, U> extends true ? [] : [expected: T]
) => void;
