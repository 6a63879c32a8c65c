import type { Database } from "../session-state.ts";

/** Whether a time lies within so many minutes before now. */
export function isSince(time: Date, minutes: number, { now }: Database): boolean {
  return time.getTime() >= now().getTime() - minutes * 60_000;
}

/** DATEDIFF(SECOND, …) counts the full seconds of the clock that are passed. */
export function secondsBetween(from: Date, to: Date): number {
  return Math.floor(to.getTime() / 1000) - Math.floor(from.getTime() / 1000);
}
