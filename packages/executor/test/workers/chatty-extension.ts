import type { WorkerSide } from '@threadspan/context/ports';

/** An extension that has something to say with each reply. */
export function activate(): WorkerSide {
  return { collect: () => 'hello' };
}
