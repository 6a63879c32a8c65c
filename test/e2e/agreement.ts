import assert from "node:assert/strict";
import type { Exit } from "../rig/processor.ts";
import type { Rig } from "../rig/rig.ts";

/** How a run must have ended, wherever one looks. Numbers that differ from run to run stand as MSGID and N. */
export interface Expected {
  readonly exit: number;
  readonly status: "COMPLETED" | "ERROR";
  readonly error_code: string | null;
  readonly result_status: "SUCCESS" | "BUSINESS_ERROR" | "SYSTEM_ERROR";
  readonly infcode: string | null;
  /** The attempts' outcomes, in order. */
  readonly attempts: readonly ("NOT_SENT" | "REPLIED" | "UNKNOWN")[];
  /** Of the last attempt and of the response. */
  readonly http_status: number | null;
  /** What the terminal says last. */
  readonly message: string;
  /** What HIS shows. */
  readonly err_msg: string;
  /** What response_data contains besides error_code and err_msg; null: it is the insurer's reply. */
  readonly error: { readonly faults: readonly object[]; readonly raw?: string; readonly raw_base64?: string } | null;
  readonly next_action: string | null;
}

/** The insurer answered, and said yes. */
export const success: Expected = {
  exit: 0,
  status: "COMPLETED",
  error_code: null,
  result_status: "SUCCESS",
  infcode: "0",
  attempts: ["REPLIED"],
  http_status: 200,
  message: "the insurer replied with success",
  err_msg: "",
  error: null,
  next_action: null,
};

export function normalise(text: string): string {
  return text
    .replaceAll(/H12345678901\d{18}/g, "MSGID")
    .replaceAll(/ \d+ ms: /g, " N ms: ")
    .replaceAll(/@request_id = \d+/g, "@request_id = ID");
}

/** Run, rows and view of one request tell the same. */
export async function assertEnded(rig: Rig, requestId: number, exit: Exit, form: "line" | "json", expected: Expected) {
  assert.equal(exit.stderr, "");
  assert.match(exit.stdout, /^[\x20-\x7e]+\n$/, "one line of ASCII");
  if (form === "line") assert.equal(normalise(exit.stdout), `${lineOf(requestId, expected)}\n`);
  else assertReport(rig, requestId, JSON.parse(exit.stdout), expected);
  assert.equal(exit.code, expected.exit);
  await assertStored(rig, requestId, expected);
}

function lineOf(
  requestId: number,
  { status, result_status, error_code, infcode, attempts, message }: Expected,
): string {
  const code = error_code === null ? "" : ` ${error_code}`;
  const answer = infcode === null ? "" : ` infcode=${infcode}`;
  return `request ${requestId}: ${status} ${result_status}${code}${answer} msgid=MSGID attempts=${attempts.length} N ms: ${message}`;
}

function assertReport(rig: Rig, requestId: number, report: Record<string, unknown>, expected: Expected): void {
  const { status, result_status, error_code, infcode, attempts, exit, message } = expected;
  const { interface_code, msgid } = rig.request(requestId);
  assert.deepEqual(
    { ...report, duration_ms: Number.isInteger(report.duration_ms), message: normalise(String(report.message)) },
    {
      request_id: requestId,
      interface_code,
      status,
      result_status,
      error_code,
      infcode,
      msgid,
      attempts: attempts.length,
      duration_ms: true,
      exit_code: exit,
      message,
    },
  );
}

/** Rows and view of one request tell the same; `cause` of the last attempt is what the terminal said. */
export async function assertStored(rig: Rig, requestId: number, expected: Expected): Promise<void> {
  const { status, result_status, error_code, infcode, http_status, next_action } = expected;
  const request = rig.request(requestId);
  assert.deepEqual(
    { status: request.status, error_code: request.error_code, attempt_count: request.attempt_count },
    { status, error_code, attempt_count: expected.attempts.length },
  );
  assert.deepEqual([request.lease_token, request.lease_until, request.lease_owner], [null, null, null]);
  assert.match(String(request.msgid), /^H12345678901\d{18}$/);
  assertAttempts(rig, requestId, expected);
  const response_data = assertResponse(rig, requestId, expected);
  const view = await rig.view(requestId);
  assert.deepEqual(
    {
      ...view,
      input_data: undefined,
      request_time: undefined,
      response_time: view.response_time instanceof Date,
      duration_ms: Number.isInteger(view.duration_ms),
      err_msg: normalise(String(view.err_msg)),
      next_action: view.next_action === null ? null : normalise(String(view.next_action)),
    },
    {
      request_id: requestId,
      interface_code: request.interface_code,
      input_data: undefined,
      status,
      request_time: undefined,
      response_data,
      infcode,
      err_msg: expected.err_msg,
      response_time: true,
      result_status,
      result_id: requestId,
      msgid: request.msgid,
      error_code,
      next_action,
      attempt_count: expected.attempts.length,
      duration_ms: true,
      interface_class: request.interface_class,
    },
  );
  assert.equal(view.http_status, undefined);
  assert.equal(rig.responses(requestId).at(-1)?.http_status ?? null, http_status);
}

function assertAttempts(rig: Rig, requestId: number, expected: Expected): void {
  const attempts = rig.attempts(requestId);
  const { msgid } = rig.request(requestId);
  assert.deepEqual(
    attempts.map(({ attempt_no, outcome }) => [attempt_no, outcome]),
    expected.attempts.map((outcome, index) => [index + 1, outcome]),
  );
  for (const attempt of attempts) {
    assert.equal(attempt.msgid, msgid);
    assert.ok(attempt.closed_at instanceof Date);
    assert.match(String(attempt.requested_by), /^[^@]+@\S+ (run|drain)$/);
  }
  const last = attempts.at(-1);
  assert.equal(last?.http_status, expected.http_status);
  assert.equal(last?.cause === null ? null : normalise(String(last?.cause)), expected.error_code && expected.message);
}

function assertResponse(rig: Rig, requestId: number, { infcode, err_msg, error_code, error }: Expected): string {
  const [response, ...others] = rig.responses(requestId);
  if (response === undefined || others.length > 0) throw new assert.AssertionError({ message: "not one response" });
  const { attempt_id, msgid } = rig.attempts(requestId).at(-1) ?? {};
  assert.deepEqual(
    [response.infcode, normalise(String(response.err_msg)), response.attempt_id, response.msgid],
    [infcode, err_msg, attempt_id, msgid],
  );
  const data = JSON.parse(response.response_data);
  if (error === null) assert.equal(String(data.infcode), infcode);
  else assert.deepEqual(JSON.parse(normalise(response.response_data)), { error_code, err_msg, ...error });
  return response.response_data;
}
