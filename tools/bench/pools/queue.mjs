import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createQueueExecutor } from '@threadspan/executor-bullmq';
import { Queue, QueueEvents } from 'bullmq';
import { Work } from '../workers/ours.mjs';

const require = createRequire(import.meta.url);
const workerBin = require
  .resolve('@threadspan/executor-bullmq/package.json')
  .replace('package.json', 'bin/threadspan-worker.js');
const work = fileURLToPath(new URL('../workers/ours.mjs', import.meta.url));

/** Our own over a queue: one worker process with two threads. */
export async function openOursOnQueue(url) {
  const args = ['--redis', url, '--queue', 'ours', '--module', work, '--threads', '2'];
  const worker = spawn(process.execPath, [workerBin, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const executor = createQueueExecutor({ connection: url, queue: 'ours' });
  const remote = await executor.spawn(Work, { module: new URL(import.meta.url) });
  return {
    executor,
    work: remote,
    async close() {
      await executor.close();
      await ended(worker);
    },
  };
}

/** BullMQ as its docs show it: a job for each item, and two worker processes. */
export async function openPlainQueue(url) {
  const connection = { url };
  const program = fileURLToPath(new URL('../workers/bullmq.mjs', import.meta.url));
  const workers = [1, 2].map(() =>
    spawn(process.execPath, [program, url], { stdio: ['ignore', 'ignore', 'inherit'] }),
  );
  const queue = new Queue('plain', { connection });
  const events = new QueueEvents('plain', { connection });
  await events.waitUntilReady();
  let run = 0;
  return {
    /** Resolves to what `name` of the work module returns for each item. */
    async map(name, items) {
      run += 1;
      const prefix = `${run}-`;
      const results = new Array(items.length);
      let left = items.length;
      const done = new Promise((resolve, reject) => {
        const onCompleted = ({ jobId, returnvalue }) => {
          if (!jobId.startsWith(prefix)) return;
          results[Number(jobId.slice(prefix.length))] = Number(returnvalue);
          left -= 1;
          if (left > 0) return;
          events.off('completed', onCompleted).off('failed', onFailed);
          resolve(results);
        };
        const onFailed = ({ failedReason }) => reject(new Error(failedReason));
        events.on('completed', onCompleted).once('failed', onFailed);
      });
      const jobs = items.map((item, at) => ({
        name,
        data: item,
        opts: { jobId: `${prefix}${at}`, removeOnComplete: true },
      }));
      for (let from = 0; from < jobs.length; from += 1_000)
        await queue.addBulk(jobs.slice(from, from + 1_000));
      return done;
    },
    async close() {
      await events.close();
      await queue.close();
      await Promise.all(workers.map(ended));
    },
  };
}

function ended(child) {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill();
  });
}
