import { declareProcedure, input, optional, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { int, nvarchar, varchar } from "../sql-type.ts";
import { isUnreconciled } from "../views/unreconciled.ts";
import { resolutionOf } from "./resolution.ts";
import { latestAttempt } from "./response.ts";
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
  ({ request_id, resolution, reference, note }, { database, login }) => {
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
    const corrects = row.resolution !== null && (note ?? "") !== "" && note !== row.resolution_note;
    if ((!isUnreconciled(row) && !corrects) || row.status === "PROCESSING") {
      const text =
        "这个请求不能登记核实结果：只有 B 类或 C 类、结果未知（OUTCOME_UNKNOWN）或应答互相矛盾（CONFLICT）的请求可以；更正已登记的结果时，@note 要写明更正的原因。";
      return throwError(name, 51004, text);
    }
    const latest = latestAttempt(database, request_id);
    if (latest !== undefined && row.resolution !== null) latest.cause = `${latest.cause ?? ""}${resolutionOf(row)}`;
    row.conflict_at = null;
    judgeReplies(database, request_id);
    row.resolution = word;
    row.resolved_at = database.now();
    row.resolved_by = login.user;
    row.resolution_reference = reference;
    row.resolution_note = note;
    row.update_time = database.now();
    return returned();
  },
);

/** Only a reply that comes after a person's record can contradict it. */
function judgeReplies(database: Database, requestId: number): void {
  for (const row of database.tables.medical_insurance_responses) {
    if (row.request_id === requestId) row.judged_at ??= database.now();
  }
}
