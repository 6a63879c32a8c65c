import type { SqlType } from "../sql-type.ts";
import type { Expression } from "./statement.ts";

/** SELECT [TOP (n)] items [FROM one view, table or function] [WHERE …] [GROUP BY …] [ORDER BY …]. */
export interface Select {
  readonly top: Expression | undefined;
  readonly items: readonly SelectItem[];
  /** Undefined: a SELECT of values alone, which is one row. */
  readonly from: From | undefined;
  readonly where: Condition | undefined;
  readonly groupBy: readonly Scalar[];
  readonly orderBy: readonly { readonly by: Scalar | Aggregate; readonly isDescending: boolean }[];
  readonly line: number;
}

/** A column list's part; all: `*` or `alias.*`. */
export type SelectItem =
  | { readonly kind: "all"; readonly alias: string | undefined }
  | { readonly kind: "value"; readonly value: Scalar | Aggregate; readonly name: string };

export interface From {
  /** As it was written, with what stands before the dot. */
  readonly source: string;
  readonly alias: string;
  /** What a function is given; undefined: a view or a table. */
  readonly argument: Expression | undefined;
}

/** One value for each row. */
export type Scalar =
  | Expression
  | { readonly kind: "column"; readonly alias: string | undefined; readonly name: string }
  | { readonly kind: "now"; readonly isUtc: boolean; readonly type: SqlType }
  | { readonly kind: "dateAdd"; readonly part: DatePart; readonly count: Scalar; readonly time: Scalar }
  | { readonly kind: "cast"; readonly value: Scalar; readonly type: SqlType };

export type DatePart = "year" | "month" | "week" | "day" | "hour" | "minute" | "second" | "millisecond";

/** One value for all rows, or for each group; without `of` it is COUNT(*). */
export interface Aggregate {
  readonly kind: "aggregate";
  readonly name: "COUNT" | "MIN" | "MAX";
  readonly of: Scalar | undefined;
}

export type Comparison = "=" | "<>" | "<" | ">" | "<=" | ">=";

export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "compare"; readonly operator: Comparison; readonly left: Scalar; readonly right: Scalar }
  | { readonly kind: "like"; readonly value: Scalar; readonly pattern: Scalar; readonly escapeWith: string | undefined }
  | { readonly kind: "isNull"; readonly of: Scalar };
