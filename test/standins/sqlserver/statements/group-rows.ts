import type { SourceRow } from "../views/source.ts";
import type { SqlValue } from "../wire/values.ts";
import type { BoundItem } from "./bind-item.ts";
import { bindScalar, type Scope } from "./bind-scalar.ts";
import { comparable, compareValues, familyOf } from "./compare-values.ts";
import type { Scalar } from "./select.ts";

type Group = readonly SourceRow[];

/** @param grouping the columns of GROUP BY, none: all rows are one group; undefined: each row is a group of its own */
export function groupRows(
  rows: readonly SourceRow[],
  grouping: readonly Scalar[] | undefined,
  scope: Scope,
): readonly Group[] {
  if (grouping === undefined) return rows.map((row) => [row]);
  if (grouping.length === 0) return [rows];
  const keys = grouping.map((column) => bindScalar(column, scope));
  return [...Map.groupBy(rows, (row) => JSON.stringify(keys.map(({ valueIn }) => keyOf(valueIn(row))))).values()];
}

function keyOf(value: SqlValue): SqlValue {
  return typeof value === "string" ? value.trimEnd().toLowerCase() : value;
}

export interface Order {
  readonly item: BoundItem;
  readonly isDescending: boolean;
}

/** In the order of ORDER BY; without one as they came, which is by request_id. */
export function sortGroups(groups: readonly Group[], order: readonly Order[]): readonly Group[] {
  return groups.toSorted((one, other) => {
    for (const { item, isDescending } of order) {
      const family = familyOf(item.type);
      const [left, right] = [one, other].map((group) => comparable(item.valueOf(group), family));
      const difference = compareWithNull(left ?? null, right ?? null);
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return 0;
  });
}

/** NULL comes first. */
function compareWithNull(left: SqlValue, right: SqlValue): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareValues(left, right);
}
