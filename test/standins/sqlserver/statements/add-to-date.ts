import type { DatePart } from "./select.ts";

const MS: Partial<Readonly<Record<DatePart, number>>> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};
const MONTHS: Partial<Readonly<Record<DatePart, number>>> = { year: 12, month: 1 };

/** DATEADD: a month that lacks the day ends on its last. */
export function addToDate(time: Date, part: DatePart, count: number): Date {
  const ms = MS[part];
  if (ms !== undefined) return new Date(time.getTime() + ms * count);
  const moved = new Date(time);
  moved.setDate(1);
  moved.setMonth(moved.getMonth() + (MONTHS[part] ?? 0) * count);
  const lastDay = new Date(moved.getFullYear(), moved.getMonth() + 1, 0).getDate();
  moved.setDate(Math.min(time.getDate(), lastDay));
  return moved;
}
