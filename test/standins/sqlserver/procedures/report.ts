import { type Column, declareProcedure, input, optional, optionalOutput, returned } from "../procedure.ts";
import { bit, datetime, datetime2, int, nvarchar, varchar } from "../sql-type.ts";
import { viewRow } from "../views/result.ts";
import { isUnreconciled, reasonOf } from "../views/unreconciled.ts";
import type { SqlValue } from "../wire/values.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_report";

const AMOUNTS = ["medfee_sumamt", "fund_pay_sumamt", "acct_pay", "psn_cash_pay"];

const columns: readonly Column[] = [
  { name: "request_id", type: int },
  { name: "interface_code", type: varchar(10) },
  { name: "interface_name", type: nvarchar(100) },
  { name: "request_time", type: datetime },
  { name: "result_status", type: varchar(14) },
  { name: "error_code", type: varchar(30) },
  { name: "infcode", type: varchar(10) },
  { name: "err_msg", type: nvarchar(500) },
  { name: "duration_ms", type: int },
  { name: "attempt_count", type: int },
  ...AMOUNTS.map((amount) => ({ name: amount, type: nvarchar(4000) })),
  { name: "reason", type: varchar(15) },
];

/** One row for each request of the last minutes, and for each older one that a person must still check. */
export const report = declareProcedure(
  name,
  {
    minutes: input(int),
    reveal: optional(bit, false),
    since: optionalOutput(datetime2(3)),
    until: optionalOutput(datetime2(3)),
  },
  ({ minutes, reveal }, { database }) => {
    if (minutes === null || minutes < 1 || minutes > 527_040) {
      return throwError(name, 51001, "参数有误：@minutes 须在 1 到 527040（366 天）之间。");
    }
    const until = database.now();
    const since = new Date(until.getTime() - minutes * 60_000);
    const rows = database.tables.medical_insurance_requests
      .filter((request) => request.create_time >= since || isUnreconciled(request))
      .map((request) => {
        const view = viewRow(database, request);
        const known = database.tables.medical_insurance_interfaces.find(
          (each) => each.interface_code === request.interface_code,
        );
        const isMoney = view.result_status === "SUCCESS" && request.interface_class === "C";
        const values: Record<string, SqlValue> = {
          ...view,
          ...amountsOf(isMoney ? view.response_data : null),
          interface_name: known?.name ?? null,
          err_msg: reveal ? (view.err_msg ?? null) : null,
          reason: isUnreconciled(request) ? reasonOf(request) : null,
        };
        return columns.map((column) => values[column.name] ?? null);
      });
    return returned({ resultSet: { columns, rows }, outputs: { since, until } });
  },
);

/** As JSON_VALUE gives them: a text, or a number as it is written. */
function amountsOf(reply: SqlValue | undefined): Readonly<Record<string, SqlValue>> {
  if (typeof reply !== "string") return {};
  const written = JSON.parse(reply, (_key: string, value: unknown, context?: { source: string }) =>
    typeof value === "number" ? context?.source : value,
  );
  const sums = written?.output?.setlinfo ?? {};
  return Object.fromEntries(AMOUNTS.map((amount) => [amount, typeof sums[amount] === "string" ? sums[amount] : null]));
}
