/** The times that a run uses, all in milliseconds. */
export interface Clock {
  /**
   * Time since the process started. It never runs slower than the wall clock: a monotonic clock alone
   * may stop while the machine sleeps, and a lease does not.
   */
  elapsedMs(): number;
  /** Milliseconds since 1970, for signatures. */
  epochMs(): number;
}

export function systemClock(): Clock {
  // process.uptime, because the first use of `performance` loads modules.
  const monotonicMs = (): number => process.uptime() * 1000;
  const startedAt = Date.now() - monotonicMs();
  return {
    elapsedMs: () => Math.max(monotonicMs(), Date.now() - startedAt),
    epochMs: () => Date.now(),
  };
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
