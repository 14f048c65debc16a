import type { TaskFault } from './faulty-work.js';

/** What is sent to a worker, whichever pool it is in: plain data, unless the fault is that it isn't. */
export interface Task {
  readonly index: number;
  readonly path: string;
  readonly fault?: TaskFault;
  readonly extra?: unknown;
}

export const TASKS = 20;

/** Twenty tasks; those at `faulty` have the fault. */
export function makeTasks(fault: TaskFault | undefined, faulty: readonly number[]): Task[] {
  return Array.from({ length: TASKS }, (_, index) => {
    const task = { index, path: `file-${index}.ts` };
    if (fault === undefined || !faulty.includes(index)) return task;
    return { ...task, fault, ...(fault === 'unclonable-argument' ? { extra: () => undefined } : {}) };
  });
}

/** What a healthy task answers. */
export function answer({ index, path }: Task): string {
  return `${path} is ${index}`;
}
