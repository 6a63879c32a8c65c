import { type Column, declareProcedure, input, optional, returned } from "../procedure.ts";
import { bit, datetime, datetime2, int, varchar } from "../sql-type.ts";
import { isUnreconciled } from "../views/unreconciled.ts";
import { requestColumns } from "./request-columns.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_list";

const columns: readonly Column[] = [
  ...requestColumns,
  { name: "error_code", type: varchar(30) },
  { name: "msgid", type: varchar(30) },
  { name: "request_time", type: datetime },
  { name: "attempt_count", type: int },
  { name: "resolution", type: varchar(20) },
];

/** The newest requests first, without anything of inputs and replies. */
export const list = declareProcedure(
  name,
  {
    limit: input(int),
    status: optional(varchar(20), null),
    error_code: optional(varchar(30), null),
    interface_code: optional(varchar(10), null),
    interface_class: optional(varchar(1), null),
    since: optional(datetime2(3), null),
    until: optional(datetime2(3), null),
    unreconciled: optional(bit, false),
  },
  (filter, { database }) => {
    if (filter.limit === null || filter.limit < 1) return throwError(name, 51001, "参数有误：@limit 至少为 1。");
    const passes = (wanted: string | null, value: string | null): boolean => wanted === null || wanted === value;
    const found = database.tables.medical_insurance_requests
      .filter(
        (row) =>
          passes(filter.status, row.status) &&
          passes(filter.error_code, row.error_code) &&
          passes(filter.interface_code, row.interface_code) &&
          passes(filter.interface_class, row.interface_class) &&
          (filter.since === null || row.create_time >= filter.since) &&
          (filter.until === null || row.create_time < filter.until) &&
          (filter.unreconciled !== true || isUnreconciled(row)),
      )
      .sort((one, other) => other.request_id - one.request_id)
      .slice(0, filter.limit)
      .map((row) => {
        const known = database.tables.medical_insurance_interfaces.find(
          ({ interface_code }) => interface_code === row.interface_code,
        );
        const shown = {
          ...row,
          interface_name: known?.name ?? null,
          mode: row.asked_mode ?? row.mode,
          request_time: row.create_time,
        };
        return columns.map((column) => shown[column.name as keyof typeof shown] ?? null);
      });
    return returned({ resultSet: { columns, rows: found } });
  },
);
