import { localText } from "../local-text.ts";
import { repliesOf } from "../procedures/replies.ts";
import { latestAttempt } from "../procedures/response.ts";
import { type Database, visibleRequests } from "../session-state.ts";
import { datetime, datetime2, int, nvarchar, varchar } from "../sql-type.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";
import { lookUpOf } from "./look-up.ts";
import { nextAction } from "./next-action.ts";
import type { Source, SourceRow } from "./source.ts";

const columns: Source["columns"] = [
  { name: "request_id", type: int },
  { name: "interface_code", type: varchar(10) },
  { name: "interface_name", type: nvarchar(100) },
  { name: "interface_class", type: varchar(1) },
  { name: "msgid", type: varchar(30) },
  { name: "request_time", type: datetime },
  { name: "opened_at", type: datetime2(3) },
  { name: "sent_at", type: datetime2(3) },
  { name: "attempt_count", type: int },
  { name: "lease_owner", type: nvarchar(128) },
  { name: "requested_by", type: nvarchar(128) },
  { name: "what_is_certain", type: nvarchar(200) },
  { name: "next_action", type: nvarchar(4000) },
  { name: "reversal_input", type: nvarchar("max") },
  { name: "cause", type: nvarchar(4000) },
  { name: "input_data", type: nvarchar("max") },
  { name: "request_body", type: nvarchar("max") },
  { name: "reason", type: varchar(15) },
  { name: "replies", type: nvarchar("max") },
  { name: "look_up_input", type: nvarchar("max") },
];

/** v_medical_insurance_unreconciled: no row when nobody has to look at the request. */
export const unreconciledView: Source = {
  columns,
  rows: (session, requestId) =>
    visibleRequests(session, requestId)
      .filter(isUnreconciled)
      .map((row) => unreconciledRow(session.database, row)),
};

/** A person has to find out what happened: nobody knows, or what is known contradicts itself. */
export function isUnreconciled({ interface_class, error_code, resolution, conflict_at }: RequestRow): boolean {
  if (interface_class === "A") return false;
  return conflict_at !== null || (error_code === "OUTCOME_UNKNOWN" && resolution === null);
}

export function reasonOf({ conflict_at }: RequestRow): "OUTCOME_UNKNOWN" | "CONFLICT" {
  return conflict_at === null ? "OUTCOME_UNKNOWN" : "CONFLICT";
}

function unreconciledRow(database: Database, request: RequestRow): SourceRow {
  const { request_id, interface_code, interface_class, msgid, attempt_count, input_data } = request;
  const latest = latestAttempt(database, request_id);
  const known = database.tables.medical_insurance_interfaces.find((row) => row.interface_code === interface_code);
  const { query, reversal } = lookUpOf(database, request);
  return {
    request_id,
    interface_code,
    interface_name: known?.name ?? null,
    interface_class,
    msgid,
    request_time: request.create_time,
    opened_at: latest?.opened_at ?? null,
    sent_at: latest?.sent_at ?? null,
    attempt_count,
    lease_owner: latest?.lease_owner ?? null,
    requested_by: latest?.requested_by ?? null,
    what_is_certain: whatIsCertain(request, latest),
    next_action: nextAction(database, request),
    reversal_input: reversal?.missing === null ? reversal.input : null,
    cause: latest?.cause ?? null,
    input_data,
    request_body: latest?.request_body ?? null,
    reason: reasonOf(request),
    replies: repliesText(database, request_id),
    look_up_input: query?.input ?? null,
  };
}

function whatIsCertain({ conflict_at, resolution }: RequestRow, latest: AttemptRow | undefined): string {
  if (conflict_at !== null) {
    return resolution === null
      ? "收到的应答互相矛盾，或与请求的状态矛盾：见 replies"
      : `已登记为 ${resolution}，但此前或此后收到的应答与它矛盾：见 replies`;
  }
  if (latest === undefined) return "没有发送记录";
  const at = (time: Date): string => localText(time).slice(0, 19);
  if (latest.closed_at === null) {
    return `处理程序从 ${at(latest.opened_at)} 起没有报告：可能未发送，也可能医保端已办理`;
  }
  return latest.sent_at === null
    ? "没有收到可读的应答：医保端可能已办理"
    : `已于 ${at(latest.sent_at)} 发送，没有收到可读的应答：医保端可能已办理`;
}

/** FOR JSON: the replies stay as they came, character for character. */
function repliesText(database: Database, requestId: number): string | null {
  const replies = repliesOf(database, requestId);
  if (replies.length === 0) return null;
  const texts = replies.map(({ attempt_no, msgid, received_at, reply, response_data }) => {
    const facts = JSON.stringify({ attempt_no, msgid, received_at: localText(received_at).replace(" ", "T"), reply });
    return `${facts.slice(0, -1)},"response_data":${response_data}}`;
  });
  return `[${texts.join(",")}]`;
}
