import type { Column } from "../procedure.ts";
import { datetime, int, type SqlType } from "../sql-type.ts";
import type { SourceRow } from "../views/source.ts";
import type { SqlValue } from "../wire/values.ts";
import { addToDate } from "./add-to-date.ts";
import type { Aggregate, Scalar } from "./select.ts";
import { refuse, SqlRefusal } from "./sql-refusal.ts";
import { undeclared, type Variables } from "./variables.ts";

/** What the names in a SELECT mean. */
export interface Scope {
  readonly columns: readonly Column[];
  readonly alias: string;
  readonly variables: Variables;
  readonly now: () => Date;
}

/** A value whose names are resolved. */
export interface Bound {
  readonly type: SqlType;
  /** Whether it is the same for each row. */
  readonly isConstant: boolean;
  valueIn(row: SourceRow): SqlValue;
}

/** Resolves the names in a value, so that a wrong one is refused whether or not there are rows. */
export function bindScalar(scalar: Exclude<Scalar | Aggregate, { kind: "aggregate" }>, scope: Scope): Bound {
  switch (scalar.kind) {
    case "literal":
      return constant(scalar.type, scalar.value);
    case "variable": {
      const variable = scope.variables.get(scalar.name.toLowerCase());
      if (variable === undefined) throw new SqlRefusal(undeclared(scalar));
      return constant(variable.type, variable.value);
    }
    case "column": {
      const { name, type } = findColumn(scalar, scope);
      return { type, isConstant: false, valueIn: (row) => row[name] ?? null };
    }
    case "now": {
      const time = scope.now();
      return constant(scalar.type, scalar.isUtc ? new Date(time.getTime() + time.getTimezoneOffset() * 60_000) : time);
    }
    case "dateAdd": {
      const [count, time] = [bindScalar(scalar.count, scope), bindScalar(scalar.time, scope)];
      return {
        type: time.type.wire.kind === "datetime2" ? time.type : datetime,
        isConstant: count.isConstant && time.isConstant,
        valueIn(row) {
          const [of, number] = [convert(time.valueIn(row), datetime), convert(count.valueIn(row), int)];
          return of === null || number === null ? null : addToDate(of, scalar.part, number);
        },
      };
    }
    case "cast": {
      const { isConstant, valueIn } = bindScalar(scalar.value, scope);
      return { type: scalar.type, isConstant, valueIn: (row) => convert(valueIn(row), scalar.type) };
    }
  }
}

/** A value as one of another type; refused where the server cannot convert it. */
export function convert<T extends SqlValue>(value: SqlValue, type: SqlType<T>): T | null {
  if (value === null) return null;
  const converted = type.convert(value);
  if (converted !== undefined) return converted;
  if (/^date/.test(type.text)) {
    return refuse(241, "Conversion failed when converting date and/or time from character string.");
  }
  return refuse(245, `Conversion failed when converting the value '${String(value)}' to data type ${type.text}.`);
}

function constant(type: SqlType, value: SqlValue): Bound {
  return { type, isConstant: true, valueIn: () => value };
}

function findColumn({ alias, name }: Extract<Scalar, { kind: "column" }>, scope: Scope): Column {
  if (alias !== undefined && alias.toLowerCase() !== scope.alias.toLowerCase()) {
    return refuse(4104, `The multi-part identifier "${alias}.${name}" could not be bound.`);
  }
  const column = scope.columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
  return column ?? refuse(207, `Invalid column name '${name}'.`);
}
