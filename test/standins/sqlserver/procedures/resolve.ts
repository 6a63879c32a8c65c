import { declareProcedure, input, optional, returned } from "../procedure.ts";
import { int, nvarchar, varchar } from "../sql-type.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_resolve";
const resolutions: readonly (string | null)[] = ["happened", "did_not_happen", "reversed"];

/** An operator says what became of a request whose outcome is unknown. */
export const resolve = declareProcedure(
  name,
  {
    request_id: input(int),
    resolution: input(varchar(20)),
    reference: optional(nvarchar(100), null),
    note: optional(nvarchar(1000), null),
  },
  (values, { database, user }) => {
    const row = database.tables.medical_insurance_requests.find((each) => each.request_id === values.request_id);
    if (row === undefined) return throwError(name, 51003, "没有这个请求编号：请检查 @request_id 和所连接的数据库。");
    if (!resolutions.includes(values.resolution)) return throwError(name, 51004, "处理结果无效");
    if (row.error_code !== "OUTCOME_UNKNOWN" || row.resolution !== null)
      return throwError(name, 51004, "该请求不需要处理");
    row.resolution = values.resolution;
    row.resolved_at = database.now();
    row.resolved_by = user;
    row.resolution_reference = values.reference;
    row.resolution_note = values.note;
    row.update_time = database.now();
    return returned();
  },
);
