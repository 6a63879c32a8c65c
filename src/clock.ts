import { uptime } from "node:os";

/** The times that a run uses, all in milliseconds. */
export interface Clock {
  /**
   * Time since the process started, by the monotonic clock, the wall clock or the machine's uptime, whichever has gone further:
   * each alone may stop while the machine sleeps, or be set back, and a lease does not. It never goes back.
   */
  elapsedMs(): number;
  /** Milliseconds since 1970, for signatures. */
  epochMs(): number;
}

export function systemClock(): Clock {
  // process.uptime, because the first use of `performance` loads modules.
  const monotonicMs = (): number => process.uptime() * 1000;
  const startedAt = Date.now() - monotonicMs();
  const wallMs = (): number => Date.now() - startedAt;
  const upMs = machineClock();
  const beforeUpMs = monotonicMs();
  return { elapsedMs: joinClocks(monotonicMs, wallMs, () => beforeUpMs + upMs()), epochMs: () => Date.now() };
}

/** The time since now by the machine's own count, which on most systems goes on while it sleeps. */
function machineClock(): () => number {
  const uptimeMs = (): number => {
    try {
      return uptime() * 1000;
    } catch {
      // A sandbox may forbid it; a clock that stands still takes nothing from the others.
      return 0;
    }
  };
  const startMs = uptimeMs();
  return () => uptimeMs() - startMs;
}

const USUAL_DIFFERENCE_MS = 500;

/**
 * One clock of several: it goes on by what the fastest of them shows. One that has fallen behind is brought up to the others, so
 * that what it shows from then on counts too. A small difference is left as it is, because corrected at each reading it would add up.
 */
export function joinClocks(...clocks: readonly (() => number)[]): () => number {
  const joined = clocks.map((read) => ({ read, addedMs: 0 }));
  return () => {
    const shown = joined.map((clock) => ({ clock, ms: clock.read() + clock.addedMs }));
    const now = Math.max(...shown.map(({ ms }) => ms));
    for (const { clock, ms } of shown) {
      if (now - ms > USUAL_DIFFERENCE_MS) clock.addedMs += now - ms;
    }
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
