/** An amount of money in cents: never a JavaScript number, so that no sum is off by a cent. */
export type Cents = bigint;

const form = /^(\d{1,13})(?:\.(\d{1,2}))?$/;
const mark = "amount:";

/** Reads "120.5", "120.50" or 120.5; undefined for what is not an amount with at most two decimals. */
export function readAmount(value: unknown): Cents | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const [, whole, decimals = ""] = form.exec(String(value)) ?? [];
  return whole === undefined ? undefined : BigInt(whole) * 100n + BigInt(decimals.padEnd(2, "0"));
}

/** Marks an amount inside a value that `writeJson` writes. */
export function amount(cents: Cents): string {
  return `${mark}${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
}

/** JSON text in which amounts are numbers with two decimals (120.50), which JSON.stringify cannot write. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"amount:(\d+\.\d\d)"/g, "$1");
}
