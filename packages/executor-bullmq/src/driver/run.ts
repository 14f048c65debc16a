import { ParallelContext } from '@threadspan/context';
import type { ContextCarrier } from '@threadspan/context';
import { packUrls } from '@threadspan/executor/engine';
import type { Job } from '@threadspan/executor/engine';
import type { BlobStore } from '../blobs.js';
import { encode, requireSize } from '../encode.js';
import { PROTOCOL_VERSION } from '../protocol.js';
import type { RunSpec } from '../protocol.js';

/** A job of the driver's, as its workers know it. */
export interface Run {
  readonly id: number;
  /** Hash of what its chunks have in common. */
  readonly spec: string;
  /** Resolves when workers can fetch all that it needs. */
  readonly stored: Promise<void>;
  /** Runs `fn` in the context that the job was started in. */
  inContext<R>(fn: () => R): R;
  /** Nobody needs what was stored for it any more. */
  release(): void;
}

/** @throws what `encode()` throws; ThreadspanError `PAYLOAD_TOO_LARGE` */
export function startRun(id: number, job: Job, blobs: BlobStore, maxPayload: number): Run {
  const { stages, instances, contexts, shared, timeout, retries, context } = job.spec;
  // All bytes first, so that nothing is held of what can't be sent.
  const sharedBytes = shared.map(([sharedId, args]) => {
    const bytes = encode(packUrls(args, false));
    requireSize('What a stage shares', bytes.length, maxPayload);
    return [sharedId, bytes] as const;
  });
  const calls = instances.map(({ id: instance, exportName, args }) => ({
    id: instance,
    exportName,
    ...packUrls(args, false),
  }));
  requireSize('What constructors are given', encode(calls).length, maxPayload);
  const held = sharedBytes.map(([sharedId, bytes]) => [sharedId, blobs.hold(bytes)] as const);
  const spec: RunSpec = {
    version: PROTOCOL_VERSION,
    stages,
    instances: calls,
    contexts,
    shared: held.map(([sharedId, { hash }]) => [sharedId, hash]),
    ...(timeout === undefined ? {} : { timeout }),
    retries,
  };
  const whole = blobs.hold(encode(spec));
  const all = [...held.map(([, blob]) => blob), whole];
  const stored = Promise.all(all.map((blob) => blob.stored)).then(() => undefined);
  stored.catch(() => undefined); // whoever waits for it hears of that
  return {
    id,
    spec: whole.hash,
    stored,
    inContext: contextOf(context, contexts[0]?.[1]),
    release: () => all.forEach(({ hash }) => blobs.release(hash)),
  };
}

function contextOf(
  context: ParallelContext | undefined,
  carrier: ContextCarrier | undefined,
): Run['inContext'] {
  const found = context ?? (carrier && ParallelContext.fromCarrier(carrier));
  return found ? (fn) => found.run(fn) : (fn) => fn();
}
