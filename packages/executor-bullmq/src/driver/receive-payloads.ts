import { diag } from '@opentelemetry/api';
import { getWorkerExtensions } from '@threadspan/context/ports';
import type { Payloads } from '../protocol.js';

/** Hands over what a worker's extensions have sent. One that fails on it must not cost anybody a result. */
export function receivePayloads(payloads: Payloads): void {
  for (const [name, payload] of payloads) {
    const extension = getWorkerExtensions().find((candidate) => candidate.name === name);
    try {
      extension?.receive(payload, { index: 0, threadId: 0 });
    } catch (error) {
      diag.error(`threadspan: the worker extension ${name} failed on what a worker sent`, error);
    }
  }
}
