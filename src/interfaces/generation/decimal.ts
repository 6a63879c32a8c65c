/** The bounds of a number: all digits, and those after the point. Without bounds any plain decimal fits. */
export interface DecimalBounds {
  readonly precision?: number;
  readonly scale?: number;
  /** Digits alone, from 1 up. */
  readonly positive?: boolean;
}

/**
 * The regular expression of a decimal text within its bounds. Zeros after the last allowed decimal change nothing and are
 * allowed, because `12.5000` as a JSON number is 12.5 as well; exponents, leading zeros, signs of plus and empty texts are not.
 */
export function decimalPattern({ precision, scale, positive }: DecimalBounds): string {
  if (precision === undefined) return String.raw`^-?(?:0|[1-9]\d*)(?:\.\d+)?$`;
  const decimals = scale ?? 0;
  const further = precision - decimals - 1;
  const whole = further < 0 ? "0" : further === 0 ? "[1-9]" : String.raw`[1-9]\d{0,${further}}`;
  if (positive === true) return `^${whole}$`;
  const fraction = decimals === 0 ? String.raw`(?:\.0+)?` : String.raw`(?:\.\d{1,${decimals}}0*)?`;
  return `^-?(?:0|${whole})${fraction}$`;
}
