import { declareProcedure, input, type Outcome, optional, optionalOutput, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { bit, datetime2, int, nvarchar, uniqueidentifier, varchar } from "../sql-type.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";
import { markContradiction } from "./contradiction.ts";
import { clearLease } from "./final-error.ts";
import { isJson } from "./is-json.ts";
import { noteReach } from "./outage.ts";
import { insertResponse } from "./response.ts";
import { retryAfter } from "./retry-after.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_finish";
const errMsgLength = 500;

type AttemptEnd = "NOT_SENT" | "REPLIED" | "UNKNOWN";

/** Stores the end of an attempt: attempt, response and state at once. Repeated or late it loses no reply and overwrites no later run. */
export const finish = declareProcedure(
  name,
  {
    request_id: input(int),
    attempt_id: input(int),
    lease_token: input(uniqueidentifier),
    outcome: input(varchar(10)),
    status: input(varchar(20)),
    error_code: input(varchar(30)),
    infcode: input(varchar(10)),
    err_msg: input(nvarchar("max")),
    response_data: input(nvarchar("max")),
    http_status: input(int),
    duration_ms: input(int),
    sent_at: input(datetime2(3)),
    cause: input(nvarchar(4000)),
    request_body: input(nvarchar("max")),
    give_up_seconds: optional(int, null),
    reached: optional(bit, null),
    fail_fast_after: optional(int, null),
    fail_fast_within: optional(int, null),
    result: optionalOutput(varchar(20)),
    retry_seconds: optionalOutput(int),
    outage: optionalOutput(varchar(10)),
  },
  (values, { database }) => {
    const { request_id, attempt_id, lease_token, outcome, status, error_code } = values;
    const isComplete = request_id !== null && attempt_id !== null && lease_token !== null;
    if (!isComplete || !isAttemptEnd(outcome) || (status !== "COMPLETED" && status !== "ERROR")) {
      const text =
        "参数有误：@request_id、@attempt_id、@lease_token 不能为空，@outcome 只能是 NOT_SENT、REPLIED 或 UNKNOWN，@status 只能是 COMPLETED 或 ERROR。";
      return throwError(name, 51001, text);
    }
    const { medical_insurance_requests: requests, medical_insurance_attempts: attempts } = database.tables;
    const request = requests.find((each) => each.request_id === request_id);
    const attempt = attempts.find(
      (each) => each.attempt_id === attempt_id && each.request_id === request_id && each.lease_token === lease_token,
    );
    if (request === undefined || attempt === undefined) return answer("unknown");
    // Rescue leaves closed_at NULL: the process may still report what rescue could not know.
    if (attempt.closed_at !== null) return answerAgain(database, request, attempt);

    const { http_status, duration_ms, sent_at, cause, request_body, infcode } = values;
    Object.assign(attempt, { outcome, http_status, sent_at, cause, request_body, closed_at: database.now() });
    const outage = noteReach(database, request, attempt, values);
    const retrySeconds = retryAfter(database, request, attempt, values.give_up_seconds, error_code);
    if (retrySeconds !== null) {
      request.status = "PENDING";
      request.error_code = null;
      request.due_at = new Date(database.now().getTime() + retrySeconds * 1000);
      request.update_time = database.now();
      clearLease(request);
      return answer("waiting", retrySeconds, outage);
    }
    const err_msg = values.err_msg === null ? null : cut(values.err_msg);
    const response_data = asJson(values.response_data, error_code ?? "", err_msg ?? "");
    const { msgid } = attempt;
    insertResponse(database, request_id, {
      response_data,
      infcode,
      err_msg,
      attempt_id,
      msgid,
      http_status,
      duration_ms,
      reply: outcome === "REPLIED" ? replyOf(status, error_code) : null,
    });
    const ends = mayEnd(request, attempt, outcome);
    if (ends) {
      request.status = status;
      request.error_code = error_code;
      if (error_code === "OUTCOME_UNKNOWN" && request.interface_class === "A") request.interface_class = "C";
      request.update_time = database.now();
      clearLease(request);
    }
    markContradiction(database, request, attempt);
    return answer(ends ? "stored" : "kept", null, outage);
  },
);

function isAttemptEnd(outcome: string | null): outcome is AttemptEnd {
  return outcome === "NOT_SENT" || outcome === "REPLIED" || outcome === "UNKNOWN";
}

function replyOf(status: "COMPLETED" | "ERROR", errorCode: string | null): "SUCCESS" | "REFUSED" {
  return status === "COMPLETED" && errorCode === null ? "SUCCESS" : "REFUSED";
}

function answer(
  result: "stored" | "kept" | "waiting" | "already" | "unknown",
  retry_seconds: number | null = null,
  outage: string | null = null,
): Outcome {
  return returned({ outputs: { result, retry_seconds, outage } });
}

/** What a finish is told that was made before: where its request waits for the next try, that. */
function answerAgain(database: Database, request: RequestRow, { attempt_no }: AttemptRow): Outcome {
  const { status, attempt_count, due_at } = request;
  if (status !== "PENDING" || attempt_count !== attempt_no) return answer("already");
  return answer("waiting", Math.max(0, Math.floor(((due_at?.getTime() ?? 0) - database.now().getTime()) / 1000)));
}

/** Only the latest attempt ends the request; a final state stays unless rescue made it without knowing the outcome. */
function mayEnd(request: RequestRow, attempt: AttemptRow, outcome: AttemptEnd): boolean {
  if (request.attempt_count !== attempt.attempt_no) return false;
  switch (request.status) {
    case "PROCESSING":
      return true;
    case "PENDING":
      return outcome === "REPLIED";
    case "COMPLETED":
      return false;
    case "ERROR": {
      const isRescues = request.error_code === "OUTCOME_UNKNOWN" || request.error_code === "ABANDONED";
      return isRescues && (request.resolution === null || (outcome === "REPLIED" && request.resolution !== "reversed"));
    }
  }
}

/** A reply is never refused: what is not JSON is kept inside JSON. */
function asJson(responseData: string | null, error_code: string, err_msg: string): string {
  if (responseData !== null && isJson(responseData)) return responseData;
  return JSON.stringify({ error_code, err_msg, faults: [], ...(responseData === null ? {} : { raw: responseData }) });
}

/** NVARCHAR(500) counts UTF-16 units; a pair is not cut in two. */
function cut(text: string): string {
  const last = text.charCodeAt(errMsgLength - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? errMsgLength - 1 : errMsgLength);
}
