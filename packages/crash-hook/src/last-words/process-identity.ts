import { readFileSync } from 'node:fs';

/** Which process: a pid alone may have been given to another one since. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, ISO 8601, UTC. */
  readonly startedAt: string;
  /** When it was started, as the system counts; only where there is a /proc. */
  readonly startTicks?: string;
}

/** This process. The same at any time. */
export function ownIdentity(): ProcessIdentity {
  const startTicks = readStat(process.pid)?.startTicks;
  return {
    pid: process.pid,
    startedAt: new Date(performance.timeOrigin).toISOString(),
    ...(startTicks === undefined ? {} : { startTicks }),
  };
}

/** Whether a process of this host still runs. */
export function isAlive({ pid, startedAt, startTicks }: ProcessIdentity): boolean {
  // A container gives its first process the same pid each time.
  if (pid === process.pid) return startedAt === ownIdentity().startedAt;
  const stat = readStat(pid);
  if (stat === undefined) return isPidTaken(pid);
  return !stat.isOver && (startTicks === undefined || stat.startTicks === startTicks);
}

/** Whether there is a process with this pid, whichever it is. */
export function isPidTaken(pid: number): boolean {
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the fields from the third on stand behind the name of
// the program, which may itself have any characters.
const STATE = 0;
const START_TIME = 19;

function readStat(pid: number): { isOver: boolean; startTicks: string | undefined } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie only waits for its parent to ask how it ended.
    return { isOver: /^[ZXx]$/.test(fields[STATE] ?? ''), startTicks: fields[START_TIME] };
  } catch {
    return undefined;
  }
}
