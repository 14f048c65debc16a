import type { ResolvedOptions } from '../options.js';
import { Respawn } from './respawn.js';
import type { StatsKeeper } from './stats.js';
import { WorkerHost } from '../host/worker-host.js';
import type { HostListener } from '../host/host-listener.js';

/** The worker threads of an executor, each under its number from 1. */
export class Workforce {
  readonly respawn: Respawn;
  readonly #options: ResolvedOptions;
  readonly #listener: HostListener;
  readonly #stats: StatsKeeper;
  // A new array with each change: whoever walks through one is not disturbed.
  #hosts: readonly WorkerHost[] = [];

  /** @param onPauseEnd called when workers may be started that were asked for in vain */
  constructor(options: ResolvedOptions, listener: HostListener, stats: StatsKeeper, onPauseEnd: () => void) {
    this.#options = options;
    this.#listener = listener;
    this.#stats = stats;
    this.respawn = new Respawn(options, onPauseEnd);
  }

  get hosts(): readonly WorkerHost[] {
    return this.#hosts;
  }

  get isComplete(): boolean {
    return this.#hosts.length === this.#options.workers;
  }

  /** Whether all workers are there and can take work. */
  get isReady(): boolean {
    return this.isComplete && !this.#hosts.some(({ isStarting }) => isStarting);
  }

  /** How many could take work that are not at work: idle ones, those that start, and those that are yet to be. */
  get free(): number {
    let busy = 0;
    for (const { chunk } of this.#hosts) if (chunk) busy += 1;
    return this.#options.workers - busy;
  }

  findIdle(): WorkerHost | undefined {
    for (const host of this.#hosts) if (host.isIdle) return host;
    return undefined;
  }

  /** Starts workers until as many are on their way as there are items to run, or all are there. */
  start(items: number): void {
    const { workers } = this.#options;
    let missing = items;
    for (const { isStarting } of this.#hosts) if (isStarting) missing -= 1;
    for (let index = 1; index <= workers && missing > 0; index += 1) {
      if (this.#hosts.some((host) => host.index === index)) continue;
      if (!this.respawn.mayStart()) return;
      this.#hosts = [...this.#hosts, new WorkerHost(index, this.#options, this.#listener)];
      this.#stats.workerStarted();
      missing -= 1;
    }
  }

  remove(host: WorkerHost): void {
    this.#hosts = this.#hosts.filter((one) => one !== host);
  }

  async close(deadline: number): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.close(deadline)));
    this.respawn.stop();
  }
}
