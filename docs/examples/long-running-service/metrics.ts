import type { ExecutorStats } from '@threadspan/executor';

/** In the text format of Prometheus. */
export function toMetrics({ workers, jobs, items, lostWorkers, waitTime, runTime }: ExecutorStats): string {
  const metrics = {
    matchd_workers_busy: workers.filter(({ state }) => state === 'busy').length,
    matchd_jobs_waiting: jobs.waiting,
    matchd_jobs_running: jobs.running,
    matchd_items_succeeded_total: items.succeeded,
    matchd_items_failed_total: items.failed,
    matchd_workers_lost_total: lostWorkers,
    matchd_wait_p99_ms: waitTime.p99,
    matchd_run_p99_ms: runTime.p99,
  };
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}
