import { carrierText } from '@threadspan/context/ports';
import type { Draft, Provision, RunChunk } from '../protocol.js';
import type { Chunk } from '../scheduling/job.js';
import { packUrls } from '../url-arguments.js';

/** What tells a worker to run a chunk. */
export function runMessage(run: number, chunk: Chunk, provision: Provision | undefined): RunChunk {
  const { stages, context } = chunk.job.spec;
  const { items, urls } = packUrls(chunk.items, context !== undefined);
  const message: Draft<RunChunk> = { type: 'run', run, chunk: chunk.id, stages, items };
  if (context) message.carrier = carrierText(context) ?? context.toCarrier();
  if (urls) message.urls = urls;
  if (provision) message.provision = provision;
  return message;
}
