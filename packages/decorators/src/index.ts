export { WithParallelContext } from './with-parallel-context.js';
export type { MethodDecoratorOf, WithParallelContextOptions } from './with-parallel-context.js';
export { ProcessFile } from './process-file.js';
export type { ProcessFileOptions } from './process-file.js';
export type { AttributesOf, Method } from './wrap.js';
export { DecoratorError } from './errors.js';
export type { DecoratorErrorCode } from './errors.js';
