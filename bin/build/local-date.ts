/**
 * The two operations of @js-joda/core that tedious needs to write a date: the days from one day to another. The library
 * itself is larger than tedious.
 */
export class LocalDate {
  readonly #dayNumber: number;

  private constructor(dayNumber: number) {
    this.#dayNumber = dayNumber;
  }

  /** @param month 1 to 12 */
  static of(year: number, month: number, day: number): LocalDate {
    const date = new Date(0);
    // Date.UTC would take the years 0 to 99 for 1900 to 1999.
    date.setUTCFullYear(year, month - 1, day);
    return new LocalDate(date.getTime() / 86_400_000);
  }

  static ofYearDay(year: number, dayOfYear: number): LocalDate {
    return LocalDate.of(year, 1, dayOfYear);
  }

  until(other: LocalDate, unit: string): number {
    if (unit !== ChronoUnit.DAYS) throw new Error(`only days are counted here, not ${unit}`);
    return other.#dayNumber - this.#dayNumber;
  }
}

export const ChronoUnit = { DAYS: "Days" } as const;
