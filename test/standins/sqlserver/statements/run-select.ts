import type { Fault } from "../faults.ts";
import { deniedTo } from "../permissions.ts";
import type { Column, ResultSet } from "../procedure.ts";
import type { Session } from "../session-state.ts";
import { sqlError } from "../sql-error.ts";
import { int } from "../sql-type.ts";
import { findSource } from "../views/find-source.ts";
import type { Source } from "../views/source.ts";
import { bindCondition } from "./bind-condition.ts";
import { bindItem } from "./bind-item.ts";
import { bindScalar, convert, type Scope } from "./bind-scalar.ts";
import { groupRows, sortGroups } from "./group-rows.ts";
import type { StatementResult } from "./run-statements.ts";
import type { Aggregate, Condition, From, Scalar, Select, SelectItem } from "./select.ts";
import { refuse, SqlRefusal } from "./sql-refusal.ts";
import type { Expression } from "./statement.ts";
import type { Variables } from "./variables.ts";

export function runSelect(select: Select, variables: Variables, session: Session): StatementResult | Fault {
  try {
    return { kind: "rows", resultSet: selectRows(select, variables, session) };
  } catch (fault) {
    if (fault instanceof SqlRefusal) return { kind: "raise", error: fault.error };
    throw fault;
  }
}

function selectRows(select: Select, variables: Variables, session: Session): ResultSet {
  const { from, items, groupBy, orderBy, top } = select;
  const source = from === undefined ? ONE_ROW : sourceOf(from, select.line, session);
  const scope: Scope = { columns: source.columns, alias: from?.alias ?? "", variables, now: session.database.now };
  const isGrouped =
    groupBy.length > 0 || items.some((item) => item.kind === "value" && item.value.kind === "aggregate");
  const grouping = isGrouped ? groupBy : undefined;
  const chosen = items
    .flatMap((item) => columnsOf(item, scope))
    .map(({ name, value }) => {
      const item = bindItem(value, scope, grouping);
      return { name, value, item };
    });
  const test = select.where === undefined ? () => true : bindCondition(select.where, scope);
  const order = orderBy.map(({ by, isDescending }) => ({
    item: bindItem(orderedBy(by, chosen), scope, grouping),
    isDescending,
  }));
  const limit = top === undefined ? undefined : readTop(top, scope);
  const asked = from?.argument === undefined ? idIn(select.where, scope) : readArgument(from.argument, scope);
  const rows = asked === null ? [] : source.rows(session, asked).filter((row) => test(row) === true);
  const groups = sortGroups(groupRows(rows, grouping, scope), order).slice(0, limit);
  return {
    columns: chosen.map(({ name, item }): Column => ({ name, type: item.type })),
    rows: groups.map((group) => chosen.map(({ item }) => item.valueOf(group))),
  };
}

const ONE_ROW: Source = { columns: [], rows: () => [{}] };

function sourceOf({ source, argument }: From, line: number, session: Session): Source {
  const name = source.replace(/^.*\./, "").toLowerCase();
  const found = findSource(name, argument !== undefined, session);
  if (found === undefined) throw new SqlRefusal(sqlError(208, `Invalid object name '${source}'.`, { line }));
  const denied = deniedTo(session, "SELECT", name);
  if (denied !== undefined) throw new SqlRefusal(denied);
  return found;
}

interface Chosen {
  readonly name: string;
  readonly value: Scalar | Aggregate;
}

function columnsOf(item: SelectItem, { columns, alias }: Scope): readonly Chosen[] {
  if (item.kind === "value") return [{ ...item, name: namedAsInSource(item, columns) }];
  if (item.alias !== undefined && item.alias.toLowerCase() !== alias.toLowerCase())
    refuse(107, `The column prefix '${item.alias}' does not match with a table name or alias name used in the query.`);
  if (columns.length === 0) refuse(263, "Must specify table to select from.");
  return columns.map(({ name }) => ({ name, value: { kind: "column", alias: undefined, name } }));
}

/** A column has the name of the view, in whatever case it was asked for. */
function namedAsInSource({ name, value }: Chosen, columns: readonly Column[]): string {
  const isItself = value.kind === "column" && value.name === name;
  return (isItself && columns.find((each) => each.name.toLowerCase() === name.toLowerCase())?.name) || name;
}

/** ORDER BY names a column of the result, its place, or anything else that could be selected. */
function orderedBy(by: Scalar | Aggregate, chosen: readonly Chosen[]): Scalar | Aggregate {
  if (by.kind === "literal") {
    const place = Number(by.value);
    return (
      chosen[place - 1]?.value ??
      refuse(108, `The ORDER BY position number ${place} is out of range of the number of items in the select list.`)
    );
  }
  if (by.kind !== "column" || by.alias !== undefined) return by;
  return chosen.find(({ name }) => name.toLowerCase() === by.name.toLowerCase())?.value ?? by;
}

function readTop(top: Expression, scope: Scope): number {
  const count = convert(bindScalar(top, scope).valueIn({}), int);
  if (count === null)
    return refuse(
      1060,
      "The number of rows provided for a TOP or FETCH clauses row count parameter must be an integer.",
    );
  return count >= 0 ? count : refuse(127, "A TOP N or FETCH rowcount value may not be negative.");
}

function readArgument(argument: Expression, scope: Scope): number | null {
  return convert(bindScalar(argument, scope).valueIn({}), int);
}

/** The one request that a condition allows, as an index would find it; undefined: it allows others too. */
function idIn(condition: Condition | undefined, scope: Scope): number | undefined {
  if (condition?.kind === "and") return idIn(condition.left, scope) ?? idIn(condition.right, scope);
  if (condition?.kind !== "compare" || condition.operator !== "=") return undefined;
  const { left, right } = condition;
  if (left.kind !== "column" || !/^(?:request|result)_id$/i.test(left.name)) return undefined;
  const { isConstant, valueIn } = bindScalar(right, scope);
  const value = isConstant ? valueIn({}) : null;
  return value === null ? undefined : int.convert(value);
}
