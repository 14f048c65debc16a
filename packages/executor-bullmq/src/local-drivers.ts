import { globalState } from '@threadspan/context/ports';

const drivers = globalState('queue-drivers', () => new Set<string>());

/** A driver of this process: what workers in this process count as progress has been counted for it already. */
export function addLocalDriver(driver: string): () => void {
  drivers.add(driver);
  return () => drivers.delete(driver);
}

export function isLocalDriver(driver: string): boolean {
  return drivers.has(driver);
}
