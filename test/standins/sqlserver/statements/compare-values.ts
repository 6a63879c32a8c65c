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
/** In any case, as Chinese_PRC_CI_AS compares; Chinese by its pronunciation. */
const collator = new Intl.Collator("zh-CN", { sensitivity: "accent" });

/** A value as it is compared; refused where the server cannot convert it. */
export function comparable(value: SqlValue, family: Family): SqlValue {
  const converted = convert(value, AS[family]);
  return family === "number" && converted !== null ? Number(converted) : converted;
}

/** Negative, 0 or positive, for two values that are comparable in the same family. */
export function compareValues(left: Exclude<SqlValue, null>, right: Exclude<SqlValue, null>): number {
  if (typeof left === "string" && typeof right === "string") return compareTexts(left.trimEnd(), right.trimEnd());
  return Number(left) - Number(right);
}

function compareTexts(left: string, right: string): number {
  return left.toLowerCase() === right.toLowerCase() ? 0 : collator.compare(left, right) || (left < right ? -1 : 1);
}
