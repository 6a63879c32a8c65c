/** The procedures as batches, with values that a test need not name. Each batch gives one row, or none. */

import { tokenOf } from "../rig/procedures.ts";

export const OTHER_TOKEN = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

export interface CallFacts {
  readonly code?: string;
  readonly input?: string;
  readonly mode?: string;
}

/** Gives `id` and `open_transactions`. */
export function callBatch({ code = "1101", input = '{"psn_no":"1"}', mode = "queue" }: CallFacts = {}): string {
  return `DECLARE @id int;
EXEC dbo.sp_medical_insurance_call @interface_code = ${text(code)}, @input_data = ${text(input)}, @result_id = @id OUTPUT, @mode = ${text(mode)};
SELECT @id AS id, @@TRANCOUNT AS open_transactions;`;
}

export interface ClaimFacts {
  readonly token?: string;
  readonly leaseSeconds?: number;
  readonly version?: number;
  readonly awaitedMs?: number;
  readonly replay?: boolean;
  readonly confirmed?: boolean;
}

/** Gives the claimed row, or one with the refusal alone. */
export function claimBatch(requestId: number, facts: ClaimFacts = {}): string {
  return `DECLARE @refusal varchar(20);
EXEC dbo.sp_medical_insurance_claim @request_id = ${requestId}, ${claimant({ token: tokenOf(requestId), ...facts })},
    @replay = ${facts.replay === true ? 1 : 0}, @confirmed = ${facts.confirmed === true ? 1 : 0}, @refusal = @refusal OUTPUT;
IF @refusal IS NOT NULL
BEGIN
    SELECT @refusal AS refusal;
END;`;
}

export function nextBatch(facts: ClaimFacts = {}): string {
  return `EXEC dbo.sp_medical_insurance_next ${claimant({ token: tokenOf(0), ...facts })};`;
}

function claimant({ token, leaseSeconds = 75, version = 2, awaitedMs = 3_600_000 }: ClaimFacts): string {
  return `@lease_token = '${token}', @lease_owner = N'host:1', @lease_seconds = ${leaseSeconds},
    @fixmedins_code = 'H12345678901', @version = ${version}, @requested_by = N'tester', @awaited_ms = ${awaitedMs}`;
}

export interface AttemptFacts {
  readonly requestId: number;
  readonly attemptId: number;
  readonly token?: string;
  readonly outcome?: string;
}

export function attemptBatch({
  requestId,
  attemptId,
  token = tokenOf(requestId),
  outcome = "NOT_SENT",
}: AttemptFacts): string {
  return `EXEC dbo.sp_medical_insurance_attempt @request_id = ${requestId}, @attempt_id = ${attemptId}, @lease_token = '${token}',
    @outcome = '${outcome}', @http_status = NULL, @duration_ms = 5, @sent_at = NULL, @cause = N'connection refused',
    @request_body = N'{}', @requested_by = N'tester', @awaited_ms = 3600000;`;
}

export interface FinishFacts extends AttemptFacts {
  readonly status?: string;
  readonly errorCode?: string | null;
  readonly response?: string | null;
  readonly errMsg?: string | null;
}

/** Gives `result`. */
export function finishBatch(facts: FinishFacts): string {
  const { requestId, attemptId, token = tokenOf(requestId), outcome = "REPLIED", status = "COMPLETED" } = facts;
  const { errorCode = null, response = '{"infcode":0}', errMsg = null } = facts;
  return `DECLARE @result varchar(20);
EXEC dbo.sp_medical_insurance_finish @request_id = ${requestId}, @attempt_id = ${attemptId}, @lease_token = '${token}',
    @outcome = '${outcome}', @status = '${status}', @error_code = ${text(errorCode)}, @infcode = '0', @err_msg = ${text(errMsg)},
    @response_data = ${text(response)}, @http_status = 200, @duration_ms = 120, @sent_at = NULL, @cause = NULL,
    @request_body = N'{}', @result = @result OUTPUT;
SELECT @result AS result;`;
}

export function viewBatch(requestId: number): string {
  return `SELECT * FROM dbo.v_medical_insurance_result AS v WHERE v.request_id = ${requestId};`;
}

/** Puts the end of a lease into the past. */
export function endLeaseBatch(requestId: number): string {
  return `UPDATE dbo.medical_insurance_requests SET lease_until = DATEADD(SECOND, -1, SYSDATETIME()) WHERE request_id = ${requestId};`;
}

/** An N literal, or NULL. */
export function text(value: string | null): string {
  return value === null ? "NULL" : `N'${value.replaceAll("'", "''")}'`;
}
