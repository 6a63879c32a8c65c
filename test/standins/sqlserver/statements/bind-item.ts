import { int, type SqlType } from "../sql-type.ts";
import type { SourceRow } from "../views/source.ts";
import type { SqlValue } from "../wire/values.ts";
import { bindScalar, type Scope } from "./bind-scalar.ts";
import { comparable, compareValues, familyOf } from "./compare-values.ts";
import type { Aggregate, Scalar } from "./select.ts";
import { refuse } from "./sql-refusal.ts";

/** A value of a group of rows; a row that is not grouped is a group of its own. */
export interface BoundItem {
  readonly type: SqlType;
  valueOf(group: readonly SourceRow[]): SqlValue;
}

/** @param grouping the columns of GROUP BY; undefined: nothing is grouped */
export function bindItem(item: Scalar | Aggregate, scope: Scope, grouping: readonly Scalar[] | undefined): BoundItem {
  if (item.kind === "aggregate") return bindAggregate(item, scope);
  const { type, isConstant, valueIn } = bindScalar(item, scope);
  if (grouping !== undefined && !isConstant) checkGrouped(item, scope, grouping);
  return { type, valueOf: ([first = {}]) => valueIn(first) };
}

function checkGrouped(item: Scalar, { alias }: Scope, grouping: readonly Scalar[]): void {
  if (grouping.some((each) => sameText(each, item))) return;
  const name = item.kind === "column" ? `${alias}.${item.name}` : item.kind;
  const why = "it is not contained in either an aggregate function or the GROUP BY clause";
  refuse(8120, `Column '${name}' is invalid in the select list because ${why}.`);
}

function sameText(one: Scalar, other: Scalar): boolean {
  if (one.kind === "column" && other.kind === "column") return one.name.toLowerCase() === other.name.toLowerCase();
  return JSON.stringify(one) === JSON.stringify(other);
}

function bindAggregate({ name, of }: Aggregate, scope: Scope): BoundItem {
  if (of === undefined) return { type: int, valueOf: (group) => group.length };
  const { type, valueIn } = bindScalar(of, scope);
  const valuesOf = (group: readonly SourceRow[]) => group.map(valueIn).filter((value) => value !== null);
  if (name === "COUNT") return { type: int, valueOf: (group) => valuesOf(group).length };
  const family = familyOf(type);
  const isBetter = (value: SqlValue, than: SqlValue): boolean => {
    const [one, other] = [comparable(value, family), comparable(than, family)];
    if (one === null || other === null) return false;
    return name === "MIN" ? compareValues(one, other) < 0 : compareValues(one, other) > 0;
  };
  const better = (best: SqlValue, value: SqlValue): SqlValue => (best === null || isBetter(value, best) ? value : best);
  return { type, valueOf: (group) => valuesOf(group).reduce<SqlValue>(better, null) };
}
