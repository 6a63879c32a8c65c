import type { Fault } from "../faults.ts";
import { fieldColumns, fieldRows } from "../fields-function.ts";
import type { ResultSet } from "../procedure.ts";
import { selectResult } from "../result-view.ts";
import { selectColumns } from "../select-columns.ts";
import type { Session } from "../session-state.ts";
import { type SqlError, sqlError } from "../sql-error.ts";
import { int } from "../sql-type.ts";
import { selectUnreconciled } from "../unreconciled-view.ts";
import { filterRows } from "./filter-rows.ts";
import type { StatementResult } from "./run-statements.ts";
import type { Select } from "./statement.ts";
import { evaluate, undeclared, type Variables } from "./variables.ts";

const VIEWS = new Map([
  ["v_medical_insurance_result", selectResult],
  ["v_medical_insurance_unreconciled", selectUnreconciled],
]);

export function runSelect(select: Select, variables: Variables, session: Session): StatementResult | Fault {
  const selected = selectRows(select, variables, session);
  return "number" in selected ? { kind: "raise", error: selected } : { kind: "rows", resultSet: selected };
}

function selectRows(select: Select, variables: Variables, session: Session): ResultSet | SqlError {
  const { columns, source, filter, line } = select;
  const value = evaluate(select.requestId, variables);
  if (value === undefined) return undeclared(select.requestId);
  const id = value === null ? undefined : int.convert(value);
  if (value !== null && id === undefined) return sqlError(245, "Conversion failed to data type int.");
  const name = source.replace(/^.*\./, "").toLowerCase();
  const selectFrom = VIEWS.get(name);
  if (filter === undefined && selectFrom !== undefined) return selectFrom(session, columns, id);
  if (filter === undefined || name !== "fn_medical_insurance_fields")
    return sqlError(208, `Invalid object name '${source}'.`, { line });
  const rows = filterRows(fieldColumns, filter, fieldRows(session, id), variables);
  return "number" in rows ? rows : selectColumns(fieldColumns, columns, rows);
}
