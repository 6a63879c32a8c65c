import type { SourceRow } from "../views/source.ts";
import type { SqlValue } from "../wire/values.ts";
import { bindScalar, type Scope } from "./bind-scalar.ts";
import { areEqual, commonFamily, comparable, compareValues, familyOf } from "./compare-values.ts";
import { matchesLike } from "./like.ts";
import type { Comparison, Condition, Scalar } from "./select.ts";
import { refuse } from "./sql-refusal.ts";

/** Null: unknown, as every comparison with NULL is. */
export type Test = (row: SourceRow) => boolean | null;

/** Resolves the names in a condition. */
export function bindCondition(condition: Condition, scope: Scope): Test {
  switch (condition.kind) {
    case "and": {
      const [left, right] = [bindCondition(condition.left, scope), bindCondition(condition.right, scope)];
      return (row) => conjunction(left(row), () => right(row));
    }
    case "or": {
      const [left, right] = [bindCondition(condition.left, scope), bindCondition(condition.right, scope)];
      return (row) => negation(conjunction(negation(left(row)), () => negation(right(row))));
    }
    case "not": {
      const of = bindCondition(condition.of, scope);
      return (row) => negation(of(row));
    }
    case "isNull": {
      const { valueIn } = bindScalar(condition.of, scope);
      return (row) => valueIn(row) === null;
    }
    case "compare":
      return bindComparison(condition, scope);
    case "like":
      return bindLike(condition, scope);
  }
}

function bindComparison({ operator, left, right }: Extract<Condition, { kind: "compare" }>, scope: Scope): Test {
  const bound = [bindScalar(left, scope), bindScalar(right, scope)] as const;
  if (isNull(left) || isNull(right)) return () => null;
  const family = commonFamily(familyOf(bound[0].type), familyOf(bound[1].type));
  // A constant is converted once, and refused also where there are no rows.
  const [one, other] = bound.map(({ isConstant, valueIn }) => {
    const value = isConstant ? comparable(valueIn({}), family) : null;
    return isConstant ? () => value : (row: SourceRow) => comparable(valueIn(row), family);
  });
  return (row) => {
    const [a, b] = [one?.(row) ?? null, other?.(row) ?? null];
    return a === null || b === null ? null : HOLDS[operator](a, b);
  };
}

function isNull(scalar: Scalar): boolean {
  return scalar.kind === "literal" && scalar.value === null;
}

const HOLDS: Readonly<Record<Comparison, (left: Exclude<SqlValue, null>, right: Exclude<SqlValue, null>) => boolean>> =
  {
    "=": areEqual,
    "<>": (left, right) => !areEqual(left, right),
    "<": (left, right) => compareValues(left, right) < 0,
    ">": (left, right) => compareValues(left, right) > 0,
    "<=": (left, right) => compareValues(left, right) <= 0,
    ">=": (left, right) => compareValues(left, right) >= 0,
  };

function bindLike({ value, pattern, escapeWith }: Extract<Condition, { kind: "like" }>, scope: Scope): Test {
  const [text, wanted] = [bindScalar(value, scope), bindScalar(pattern, scope)];
  for (const [index, { type }] of [text, wanted].entries()) {
    if (familyOf(type) === "time")
      refuse(8116, `Argument data type ${type.text} is invalid for argument ${index + 1} of like function.`);
  }
  return (row) => {
    const [of, like] = [text.valueIn(row), wanted.valueIn(row)];
    return of === null || like === null ? null : matchesLike(String(of), String(like), escapeWith);
  };
}

function conjunction(left: boolean | null, right: () => boolean | null): boolean | null {
  if (left === false) return false;
  const other = right();
  if (other === false) return false;
  return left === null || other === null ? null : true;
}

function negation(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}
