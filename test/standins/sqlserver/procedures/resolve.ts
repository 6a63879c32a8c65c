import { declareProcedure, input, optional, returned } from "../procedure.ts";
import { int, nvarchar, varchar } from "../sql-type.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_resolve";
const resolutions: readonly string[] = ["happened", "did_not_happen", "reversed"];

/** A person's word on an unknown outcome; the request's own state stays as it was. */
export const resolve = declareProcedure(
  name,
  {
    request_id: input(int),
    resolution: input(varchar(20)),
    reference: optional(nvarchar(100), null),
    note: optional(nvarchar(1000), null),
  },
  ({ request_id, resolution, reference, note }, { database, user }) => {
    if (request_id === null) return throwError(name, 51001, "参数有误：@request_id 不能为空。");
    const word = resolution?.toLowerCase() ?? "";
    if (!resolutions.includes(word)) {
      return throwError(
        name,
        51004,
        "@resolution 只能是 happened（已办理）、did_not_happen（未办理）或 reversed（已冲正）。",
      );
    }
    const row = database.tables.medical_insurance_requests.find((each) => each.request_id === request_id);
    if (row === undefined) return throwError(name, 51003, "没有这个请求编号：请检查 @request_id 和所连接的数据库。");
    const isUnknown = row.status === "ERROR" && row.error_code === "OUTCOME_UNKNOWN" && row.interface_class !== "A";
    if (!isUnknown || row.resolution !== null) {
      const text =
        "这个请求不能登记核实结果：只有结果未知（OUTCOME_UNKNOWN）、B 类或 C 类、尚未登记核实结果的请求可以。";
      return throwError(name, 51004, text);
    }
    row.resolution = word;
    row.resolved_at = database.now();
    row.resolved_by = user;
    row.resolution_reference = reference;
    row.resolution_note = note;
    row.update_time = database.now();
    return returned();
  },
);
