import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { ParallelContext, unpackError } from '@threadspan/context';
import { analyzePhases } from '../analyze-phases.js';
import type { Reply } from './worker.js';

const worker = new Worker(new URL('./worker.js', import.meta.url));

await analyzePhases(async (path) => {
  const carrier = ParallelContext.capture().toCarrier();
  const { port1, port2 } = new MessageChannel(); // one per task, so that replies find their callers
  worker.postMessage({ path, carrier, replyTo: port2 }, [port2]);
  const [reply] = (await once(port1, 'message')) as [Reply];
  port1.close();
  if ('error' in reply) throw unpackError(reply.error);
  return reply.report;
});
await worker.terminate();
