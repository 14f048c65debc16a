import type { ContextCarrier } from '@threadspan/context';
import type { Draft, Provision, RunChunk } from '../protocol.js';
import type { Chunk } from '../scheduling/job.js';
import { packUrls } from '../url-arguments.js';

/** What tells a worker to run a chunk. */
export function runMessage(run: number, chunk: Chunk, provision: Provision | undefined): RunChunk {
  const { stages, carrier } = chunk.job.spec;
  const isCall = carrier !== undefined;
  const { items, urls } = packUrls(chunk.items, isCall);
  const message: Draft<RunChunk> = { type: 'run', run, chunk: chunk.id, stages, items };
  if (carrier) message.carrier = packed(carrier);
  if (urls) message.urls = urls;
  if (provision) message.provision = provision;
  return message;
}

// As text it is copied in one go, and the worker sees at once when it is the same as that of the last call.
function packed(carrier: ContextCarrier): ContextCarrier | string {
  return carrier.accessors ? carrier : JSON.stringify(carrier);
}
