import type { Database } from "../session-state.ts";
import { datetime, int, varchar } from "../sql-type.ts";
import type { RequestRow } from "../tables.ts";
import { isSince } from "./since.ts";
import type { Source, SourceRow } from "./source.ts";

/** v_medical_insurance_errors: what went wrong in the last 24 hours, by interface and error_code. */
export const errorsView: Source = {
  columns: [
    { name: "interface_code", type: varchar(10) },
    { name: "error_code", type: varchar(30) },
    { name: "last_5_minutes_count", type: int },
    { name: "last_24_hours_count", type: int },
    { name: "last_time", type: datetime },
    { name: "last_request_id", type: int },
  ],
  rows({ database }) {
    const ended = database.tables.medical_insurance_requests.filter(
      ({ create_time, status, error_code }) =>
        error_code !== null && (status === "COMPLETED" || status === "ERROR") && isSince(create_time, 1440, database),
    );
    const groups = Map.groupBy(ended, ({ interface_code, error_code }) => `${interface_code} ${error_code}`);
    return [...groups.values()].flatMap((rows) => lineOf(rows, database));
  },
};

function lineOf(rows: readonly RequestRow[], database: Database): readonly SourceRow[] {
  const [first] = rows;
  if (first === undefined) return [];
  return [
    {
      interface_code: first.interface_code,
      error_code: first.error_code,
      last_5_minutes_count: rows.filter(({ create_time }) => isSince(create_time, 5, database)).length,
      last_24_hours_count: rows.length,
      last_time: new Date(Math.max(...rows.map(({ create_time }) => create_time.getTime()))),
      last_request_id: Math.max(...rows.map(({ request_id }) => request_id)),
    },
  ];
}
