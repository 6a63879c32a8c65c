/** Sums of money, exactly: an amount is a whole number of hundredths. */

const AMOUNT = /^(-?)(\d{1,15})(?:\.(\d{1,2})0*)?$/;

/** @returns null for a text that is not an amount with at most two digits after the point */
export function centsOf(text: string): bigint | null {
  const [, sign, whole = "", part = ""] = AMOUNT.exec(text) ?? [];
  if (sign === undefined) return null;
  const cents = BigInt(whole) * 100n + BigInt(part.padEnd(2, "0"));
  return sign === "-" ? -cents : cents;
}

/** As in `1,234.50`. */
export function amountText(cents: bigint): string {
  const absolute = cents < 0n ? -cents : cents;
  const part = String(absolute % 100n).padStart(2, "0");
  return `${cents < 0n ? "-" : ""}${(absolute / 100n).toLocaleString("en-US")}.${part}`;
}
