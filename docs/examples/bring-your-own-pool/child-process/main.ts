import { fork } from 'node:child_process';
import { ParallelContext, unpackError } from '@threadspan/context';
import { analyzePhases } from '../analyze-phases.js';
import type { Reply } from './worker.js';

const child = fork(new URL('./worker.js', import.meta.url));
const waiting = new Map<number, (reply: Reply) => void>();
child.on('message', (reply: Reply) => {
  waiting.get(reply.id)?.(reply);
  waiting.delete(reply.id);
});

let lastId = 0;
await analyzePhases(async (path) => {
  const carrier = ParallelContext.capture().toCarrier();
  const id = ++lastId;
  const replied = new Promise<Reply>((resolve) => waiting.set(id, resolve));
  child.send({ id, path, carrier });
  const reply = await replied;
  if ('error' in reply) throw unpackError(reply.error);
  return reply.report;
});
child.disconnect();
