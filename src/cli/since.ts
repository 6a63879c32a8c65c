import type { Say } from "../language.ts";

const MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const AGO = /^([1-9]\d{0,4})([mhd])$/;
const DAY_AND_TIME = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?$/;

/**
 * A time on the command line: so long ago, or a local day or time.
 * @returns local time as yyyy-mm-ddThh:mm:ss; null when none is given; undefined when it is not one of these
 */
export function readTime(text: string | undefined): string | null | undefined {
  if (text === undefined) return null;
  const [, count, unit] = AGO.exec(text) ?? [];
  if (unit === "m" || unit === "h" || unit === "d") return localText(new Date(Date.now() - Number(count) * MS[unit]));
  if (!DAY_AND_TIME.test(text)) return undefined;
  // Without a time, ECMAScript would read the day as UTC.
  const time = new Date(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T"));
  const read = Number.isNaN(time.getTime()) ? "" : localText(time);
  // 31 February would become a day of March.
  return read.startsWith(text.slice(0, 10)) ? read : undefined;
}

/** What an option that is not a time must be. */
export function timeFault(option: string, say: Say): string {
  return say({
    zh: `${option} 必须写成 30m、2h、7d（从现在往前）、2026-01-31 或 "2026-01-31 08:00"`,
    en: `${option} must be 30m, 2h, 7d (before now), 2026-01-31 or "2026-01-31 08:00"`,
  });
}

const MOST_DAYS = 366;

/** The same as whole minutes before now. @returns undefined when it is not one of these, later than now, or before 366 days */
export function readMinutesAgo(text: string): number | undefined {
  const time = readTime(text);
  const minutes = time ? Math.ceil((Date.now() - new Date(time).getTime()) / MS.m) : 0;
  return minutes >= 1 && minutes <= MOST_DAYS * 1440 ? minutes : undefined;
}

function localText(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * MS.m).toISOString().slice(0, 19);
}
