/** What a program is told of the place it runs in. */
export interface Surroundings {
  /** The path of a module of the program, as a worker, a child process or the executor is to load it. */
  readonly file: (name: string) => string;
  /** What the executor's workers run, where its own file is not beside it. */
  readonly workerEntry?: string;
}
