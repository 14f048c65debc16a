import { setTimeout as sleep } from 'node:timers/promises';

// At each thousandth of these a worker stalls until its chain is aborted.
const ITEMS = Array.from({ length: 2_500 }, (_, value) => value);
// Who leaves a loop lets the items end that are under way, so there is none that doesn't.
const ENDING_ITEMS = ITEMS.map((value) => -value);

/** Chains that are ended before they are done, beside all the others. Returns what was wrong with that. */
export async function abortChains(host, random) {
  const problems = await Promise.all([
    abortCollect(host, random() * 50),
    abortStream(host, Math.ceil(random() * 500)),
    leaveStream(host, Math.ceil(random() * 500)),
    abortCall(host, random() * 50),
  ]);
  return problems.flat();
}

async function abortCollect({ executor, faulty }, ms) {
  const controller = new AbortController();
  const reason = new Error('enough');
  const problems = [];
  const chain = executor.parIter(ITEMS).mapWithContext(faulty.stall);
  const onProgress = () => controller.signal.aborted && problems.push('progress was told after the abort');
  const collected = chain.collect({ signal: controller.signal, onProgress });
  void sleep(ms).then(() => controller.abort(reason));
  return [...problems, ...(await rejectionProblems(collected, reason))];
}

async function abortStream({ executor, faulty }, count) {
  const controller = new AbortController();
  const reason = new Error('enough');
  const problems = [];
  let next = 0;
  const streamed = async () => {
    for await (const value of executor
      .parIter(ITEMS)
      .map(faulty.stall)
      .stream({ signal: controller.signal })) {
      if (value !== next++) problems.push(`got ${value} in the place of ${next - 1}`);
      if (controller.signal.aborted) problems.push('a value came after the abort');
      if (next === count) controller.abort(reason);
    }
  };
  return [...problems, ...(await rejectionProblems(streamed(), reason))];
}

async function leaveStream({ executor, faulty }, count) {
  let next = 0;
  for await (const value of executor.parIter(ENDING_ITEMS).mapWithContext(faulty.stall)) {
    if (value !== -next++) return [`got ${value} in the place of ${next - 1}`];
    if (next === count) return [];
  }
  return ['the stream ended'];
}

async function abortCall({ faulty }, ms) {
  const controller = new AbortController();
  const reason = new Error('enough');
  const call = faulty.stall.with({ signal: controller.signal })(999);
  void sleep(ms).then(() => controller.abort(reason));
  return rejectionProblems(call, reason);
}

async function rejectionProblems(promise, reason) {
  const got = await promise.catch((error) => error);
  return got === reason ? [] : [`an aborted chain ended with ${got} instead of the reason`];
}
