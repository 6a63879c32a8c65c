import { datetime2, decimal, nvarchar, type SqlType } from "../sql-type.ts";
import type { SqlValue } from "../wire/values.ts";
import { convert } from "./bind-scalar.ts";

/** What two values are compared as. */
export type Family = "time" | "number" | "text";

export function familyOf(type: SqlType): Family {
  switch (type.wire.kind) {
    case "date":
    case "datetime":
    case "datetime2":
      return "time";
    case "integer":
    case "bit":
    case "decimal":
      return "number";
    default:
      return "text";
  }
}

/** The type with the higher precedence decides: times before numbers before texts. */
export function commonFamily(left: Family, right: Family): Family {
  if (left === "time" || right === "time") return "time";
  return left === "number" || right === "number" ? "number" : "text";
}

const AS: Readonly<Record<Family, SqlType>> = { time: datetime2(3), number: decimal(38, 6), text: nvarchar("max") };
/** Made when it is needed first, which takes 0.06 s. */
let collator: Intl.Collator | undefined;

/** A value as it is compared; refused where the server cannot convert it. */
export function comparable(value: SqlValue, family: Family): SqlValue {
  const converted = convert(value, AS[family]);
  return family === "number" && converted !== null ? Number(converted) : converted;
}

type Comparable = Exclude<SqlValue, null>;

/** Of two values that are comparable in the same family; texts in any case, as Chinese_PRC_CI_AS compares. */
export function areEqual(left: Comparable, right: Comparable): boolean {
  if (typeof left !== "string" || typeof right !== "string") return Number(left) === Number(right);
  return left.trimEnd().toLowerCase() === right.trimEnd().toLowerCase();
}

/** Negative, 0 or positive; Chinese by its pronunciation. */
export function compareValues(left: Comparable, right: Comparable): number {
  if (areEqual(left, right)) return 0;
  if (typeof left !== "string" || typeof right !== "string") return Number(left) - Number(right);
  collator ??= new Intl.Collator("zh-CN", { sensitivity: "accent" });
  return collator.compare(left, right) || (left < right ? -1 : 1);
}
