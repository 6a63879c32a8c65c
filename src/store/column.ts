/** What the columns of a row hold, as the driver gives them. */

export function textIn(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function numberIn(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

/** The driver reads a time of the database as UTC, so its UTC digits are the database's local ones. */
export function localTimeIn(value: unknown): string | null {
  return value instanceof Date ? value.toISOString().slice(0, 19).replace("T", " ") : null;
}
