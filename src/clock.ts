/** The times a run lives by. Milliseconds throughout. */
export interface Clock {
  /**
   * Time since the process started. It never runs slower than the wall clock: a monotonic clock alone
   * may stand still while the machine sleeps, and a lease does not.
   */
  elapsedMs(): number;
  /** Milliseconds since 1970, for signatures. */
  epochMs(): number;
}

export function systemClock(): Clock {
  const startedAt = performance.timeOrigin;
  return {
    elapsedMs: () => Math.max(performance.now(), Date.now() - startedAt),
    epochMs: () => Date.now(),
  };
}

/** The instants of one run, in milliseconds on the scale of `Clock.elapsedMs`. */
export interface Deadline {
  /** No request is sent, and no answer awaited, from here on. */
  readonly sendingEndsAt: number;
  /** The database is given up from here on; what it did not take is spooled. */
  readonly storingEndsAt: number;
  /** The process is gone. */
  readonly at: number;
}

export const SECONDS_FOR_FINISH = 5;
const MS_FOR_SPOOL = 500;

/** @param startMs when the work began: 0, the start of the process, or when a worker took a further request */
export function deadlineFrom(startMs: number, deadlineSeconds: number): Deadline {
  const at = startMs + deadlineSeconds * 1000;
  return { sendingEndsAt: at - SECONDS_FOR_FINISH * 1000, storingEndsAt: at - MS_FOR_SPOOL, at };
}

/**
 * A lease outlives the deadline: a process within its deadline is never rescued, and one that sends nothing after
 * `sendingEndsAt` sends nothing after its lease.
 */
export function leaseSecondsFor(deadlineSeconds: number): number {
  return deadlineSeconds + 30;
}

/**
 * A wall-clock time without a zone, as SQL Server's datetime2 holds it: the UTC fields of the Date are the local ones.
 * Formatted as the insurer's `inf_time`, yyyy-MM-dd HH:mm:ss.
 */
export function formatLocalTime(local: Date): string {
  return local.toISOString().slice(0, 19).replace("T", " ");
}

/** The local time in China, which has one zone and no summer time, as the UTC fields of a Date. */
export function chinaTime(epochMs: number): Date {
  return new Date(epochMs + 8 * 3_600_000);
}
