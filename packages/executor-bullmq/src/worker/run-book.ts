import { ParallelContext } from '@threadspan/context';
import type { ContextCarrier } from '@threadspan/context';
import { ThreadspanError } from '@threadspan/executor';
import { CallSource, unpackUrls } from '@threadspan/executor/engine';
import type { InstanceRecipe, JobSpec, Packed, ThreadPool } from '@threadspan/executor/engine';
import { decode, decodeItems } from '../encode.js';
import type { ChunkData, InstanceCall, RunSpec } from '../protocol.js';
import type { BlobCache } from './blob-cache.js';
import type { ChunkOutbox } from './chunk-outbox.js';
import type { KnownClass } from './classes.js';
import { FedSource } from './fed-source.js';
import { LocalRun } from './local-run.js';
import { readRunSpec } from './read-chunk.js';
import type { Traces } from './traces.js';

// A run, or an instance, that nobody has asked for in the meantime is ended; it can be made again.
const KEEP_RUN_MS = 30_000;
const KEEP_INSTANCE_MS = 600_000;

interface KeptInstance {
  readonly driver: string;
  readonly id: number;
  readonly recipe: InstanceRecipe;
  usedAt: number;
}

interface Kept {
  readonly driver: string;
  readonly run: number;
  readonly started: Promise<LocalRun>;
  local: LocalRun | undefined;
}

export interface RunBookOptions {
  readonly pool: ThreadPool;
  readonly classes: ReadonlyMap<string, KnownClass>;
  readonly blobs: BlobCache;
  readonly traces: Traces;
}

/** The jobs of all drivers that this process has chunks of. */
export class RunBook {
  readonly #options: RunBookOptions;
  readonly #runs = new Map<string, Kept>();
  readonly #calls = new Map<LocalRun, Pick<ChunkData, 'driver' | 'run'>>();
  readonly #instances = new Map<string, KeptInstance>();
  #latestId = 0;

  constructor(options: RunBookOptions) {
    this.#options = options;
  }

  /** All that are not over. */
  get runs(): readonly LocalRun[] {
    return [...this.#calls.keys(), ...[...this.#runs.values()].flatMap(({ local }) => local ?? [])];
  }

  /**
   * Runs a chunk, whose outcomes go to `outboxOf()`.
   *
   * Rejects where it can't be understood.
   */
  async run(data: ChunkData, outboxOf: (method: string, count: number) => ChunkOutbox): Promise<ChunkOutbox> {
    const spec = readRunSpec(await this.#options.blobs.get(data.spec));
    const items = unpackUrls({ items: decodeItems(data.items), ...(data.urls ? { urls: data.urls } : {}) });
    const outbox = outboxOf(methodName(spec), items.length);
    try {
      const isSingle = items.length === 0 || spec.stages[0]?.kind === 'call';
      if (isSingle) this.#call(data, spec, items, outbox);
      else (await this.#runOf(data, spec)).add(items, outbox);
    } catch (error) {
      outbox.refuse(error);
    }
    return outbox;
  }

  /** Nobody waits for the run any more; for any of the driver's, where none is named. */
  end(driver: string, run?: number): void {
    const isMeant = (one: Pick<ChunkData, 'driver' | 'run'>) =>
      one.driver === driver && (run === undefined || one.run === run);
    for (const [call, of] of this.#calls) if (isMeant(of)) call.leave();
    for (const [key, kept] of this.#runs) {
      if (!isMeant(kept)) continue;
      this.#runs.delete(key);
      void kept.started.then(
        (local) => local.leave(),
        () => undefined,
      );
    }
    if (run === undefined)
      for (const kept of this.#instances.values()) if (kept.driver === driver) this.#forget(kept);
  }

  /** Nobody can name the instance any more. */
  forget(driver: string, instance: number): void {
    const kept = this.#instances.get(`${driver}/${instance}`);
    if (kept) this.#forget(kept);
  }

  /** Ends what has had nothing to do for long. */
  tidy(): void {
    const now = performance.now();
    for (const { local } of this.#runs.values()) {
      if (local && !local.isBusy && local.usedAt < now - KEEP_RUN_MS) local.close();
    }
    for (const kept of this.#instances.values()) {
      if (kept.usedAt < now - KEEP_INSTANCE_MS && this.runs.length === 0) this.#forget(kept);
    }
  }

  /** Ends all that has nothing to do. */
  close(): void {
    for (const { local } of this.#runs.values()) local?.close();
  }

  /** Ends all of it. */
  leave(): void {
    for (const run of this.runs) run.leave();
  }

  #call(data: ChunkData, spec: RunSpec, items: readonly unknown[], outbox: ChunkOutbox): void {
    const { pool, traces } = this.#options;
    const carrier = data.carrier === undefined ? undefined : carrierOf(data.carrier);
    const release = traces.hold(carrier, data.driver);
    const job: JobSpec = {
      ...this.#jobOf(data, spec),
      ...(carrier === undefined ? {} : { context: ParallelContext.fromCarrier(carrier) }),
      source: items.length === 0 ? new CallSource() : new CallSource(items[0] as readonly unknown[]),
      isPreparation: items.length === 0,
    };
    const run: LocalRun = new LocalRun(pool, job, outbox, () => {
      release();
      this.#calls.delete(run);
    });
    if (run.isBusy) this.#calls.set(run, data);
  }

  #runOf(data: ChunkData, spec: RunSpec): Promise<LocalRun> {
    // Tries that are left differ, so they are jobs of their own.
    const key = `${data.driver}/${data.run}/${data.attempt}`;
    const known = this.#runs.get(key);
    if (known) return known.started;
    const { driver, run } = data;
    const kept: Kept = { driver, run, started: this.#start(key, data, spec), local: undefined };
    this.#runs.set(key, kept);
    void kept.started.then(
      (local) => (kept.local = local),
      () => this.#runs.delete(key),
    );
    return kept.started;
  }

  async #start(key: string, data: ChunkData, spec: RunSpec): Promise<LocalRun> {
    const { pool, blobs, traces } = this.#options;
    const contexts = new Map(
      spec.contexts.map(([id, carrier]) => [id, [this.#nextId(), carrier as ContextCarrier]] as const),
    );
    const shared = new Map<number, readonly [id: number, args: readonly unknown[]]>();
    for (const [id, hash] of spec.shared) {
      shared.set(id, [this.#nextId(), unpackUrls((await blobs.get(hash)) as Packed)]);
    }
    const job = this.#jobOf(data, spec);
    const source = new FedSource();
    const releases = spec.contexts.map(([, carrier]) => traces.hold(carrier, data.driver));
    return new LocalRun(
      pool,
      {
        ...job,
        contexts: [...contexts.values()],
        shared: [...shared.values()],
        stages: job.stages.map(({ context, shared: args, ...stage }) => ({
          ...stage,
          ...(context === undefined ? {} : { context: found(contexts, context)[0] }),
          ...(args === undefined ? {} : { shared: found(shared, args)[0] }),
        })),
        source,
      },
      source,
      () => {
        releases.forEach((release) => release());
        this.#runs.delete(key);
      },
    );
  }

  #jobOf({ driver, attempt }: ChunkData, spec: RunSpec): Omit<JobSpec, 'source'> {
    const recipes = new Map(spec.instances.map((call) => [call.id, this.#recipeOf(driver, call)]));
    const { timeout } = spec;
    return {
      instances: [...recipes.values()],
      stages: spec.stages.map((stage) => ({ ...stage, instance: found(recipes, stage.instance).id })),
      contexts: [],
      shared: [],
      timeout,
      retries: Math.max(0, spec.retries - attempt + 1),
    };
  }

  #recipeOf(driver: string, { id, exportName, ...packed }: InstanceCall): InstanceRecipe {
    const usedAt = performance.now();
    const key = `${driver}/${id}`;
    const kept = this.#instances.get(key);
    if (kept) {
      kept.usedAt = usedAt;
      return kept.recipe;
    }
    const known = this.#options.classes.get(exportName);
    if (known === undefined) throw unknownClass(exportName, this.#options.classes);
    const recipe = { id: this.#nextId(), ...known, exportName, args: unpackUrls(packed) };
    this.#instances.set(key, { driver, id, recipe, usedAt });
    return recipe;
  }

  #forget({ driver, id, recipe }: KeptInstance): void {
    this.#instances.delete(`${driver}/${id}`);
    this.#options.pool.scheduler.release(recipe.id);
  }

  #nextId(): number {
    return (this.#latestId += 1);
  }
}

function carrierOf(carrier: NonNullable<ChunkData['carrier']>): unknown {
  return typeof carrier === 'string' ? JSON.parse(carrier) : decode(Buffer.from(carrier.bytes, 'base64'));
}

function methodName({ stages, instances }: RunSpec): string {
  const stage = stages.at(-1);
  const cls = instances.find(({ id }) => id === stage?.instance)?.exportName;
  return stage && cls ? `${cls}.${stage.method}` : 'the method';
}

function found<T>(table: ReadonlyMap<number, T>, id: number): T {
  const entry = table.get(id);
  if (entry === undefined) throw new Error(`Expected ${id} to be among what the chunk's job has`);
  return entry;
}

function unknownClass(name: string, classes: ReadonlyMap<string, KnownClass>): ThreadspanError {
  return new ThreadspanError(
    'WORKER_START_FAILED',
    `Expected a class ${name} among those of the worker, which are ${[...classes.keys()].join(', ')}; start it with ` +
      'the module that exports the class (--module)',
  );
}
