/** The times that a run uses, all in milliseconds. */
export interface Clock {
  /**
   * Time since the process started, by the monotonic clock or the wall clock, whichever has gone further: either alone may
   * stop while the machine sleeps, or be set back, and a lease does not. It never goes back.
   */
  elapsedMs(): number;
  /** Milliseconds since 1970, for signatures. */
  epochMs(): number;
}

export function systemClock(): Clock {
  return {
    elapsedMs: joinClocks(
      () => performance.now(),
      () => Date.now() - performance.timeOrigin,
    ),
    epochMs: () => Date.now(),
  };
}

const USUAL_DIFFERENCE_MS = 500;

/**
 * One clock of two: it goes on by what the faster of the two shows. One that has fallen behind is brought up to the other, so
 * that what it shows from then on counts too; a small difference is left, because taken up again and again it would add up.
 */
export function joinClocks(first: () => number, second: () => number): () => number {
  let aheadOfFirst = 0;
  let aheadOfSecond = 0;
  return () => {
    const byFirst = first() + aheadOfFirst;
    const bySecond = second() + aheadOfSecond;
    const now = Math.max(byFirst, bySecond);
    if (now - byFirst > USUAL_DIFFERENCE_MS) aheadOfFirst += now - byFirst;
    if (now - bySecond > USUAL_DIFFERENCE_MS) aheadOfSecond += now - bySecond;
    return now;
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
