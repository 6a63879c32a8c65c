import type { InterfaceClass } from "../interfaces/interface.ts";
import { localTimeIn, numberIn, textIn } from "./column.ts";
import type { StoreFailure } from "./failure.ts";
import type { Row, Session } from "./session.ts";

/** One sending, with the reply that it got. Times are the database's local ones. */
export interface ShownAttempt {
  readonly attempt_no: number;
  readonly msgid: string;
  readonly outcome: "SENDING" | "NOT_SENT" | "REPLIED" | "UNKNOWN";
  readonly requested_by: string | null;
  readonly lease_owner: string | null;
  readonly opened_at: string;
  readonly sent_at: string | null;
  readonly closed_at: string | null;
  readonly http_status: number | null;
  readonly cause: string | null;
  /** What was sent; null while it is not closed. */
  readonly request_body: string | null;
  readonly infcode: string | null;
  readonly duration_ms: number | null;
  readonly response_data: string | null;
}

/** All that the database has of one request. Times are the database's local ones, without a zone. */
export interface ShownRequest {
  readonly requestId: number;
  readonly infno: string;
  readonly interfaceName: string | null;
  readonly interfaceClass: InterfaceClass;
  readonly mode: string;
  readonly status: string;
  readonly resultStatus: string;
  readonly errorCode: string | null;
  readonly msgid: string | null;
  readonly requestTime: string | null;
  readonly leaseOwner: string | null;
  readonly leaseUntil: string | null;
  /** Negative: the lease is over. */
  readonly leaseSecondsLeft: number | null;
  /** Now, in the UTC fields. */
  readonly databaseTime: Date;
  readonly input: string;
  readonly responseData: string | null;
  readonly infcode: string | null;
  readonly errMsg: string | null;
  readonly responseTime: string | null;
  readonly durationMs: number | null;
  readonly nextAction: string | null;
  readonly resolution: string | null;
  readonly resolvedAt: string | null;
  readonly resolvedBy: string | null;
  readonly reference: string | null;
  readonly note: string | null;
  readonly blockedBy: number | null;
  readonly isConflict: boolean;
  /** The newest request for the same business act that HIS stored after this one. */
  readonly laterRequestId: number | null;
  readonly attempts: readonly ShownAttempt[];
}

/** Reads one request; null when there is none. Procedure sp_medical_insurance_show. */
export async function showRequest(
  session: Session,
  requestId: number,
  timeoutMs: number,
): Promise<ShownRequest | null | StoreFailure> {
  const parameters = { request_id: { type: "int", value: requestId } } as const;
  const result = await session.call("sp_medical_insurance_show", parameters, timeoutMs);
  if ("reason" in result) return result;
  const [row] = result.rows;
  return row === undefined ? null : requestIn(row);
}

function requestIn(row: Row): ShownRequest {
  const attempts = textIn(row.attempts);
  return {
    requestId: Number(row.request_id),
    infno: String(row.interface_code),
    interfaceName: textIn(row.interface_name),
    interfaceClass: row.interface_class === "A" || row.interface_class === "B" ? row.interface_class : "C",
    mode: String(row.mode),
    status: String(row.status),
    resultStatus: String(row.result_status),
    errorCode: textIn(row.error_code),
    msgid: textIn(row.msgid),
    requestTime: localTimeIn(row.request_time),
    leaseOwner: textIn(row.lease_owner),
    leaseUntil: localTimeIn(row.lease_until),
    leaseSecondsLeft: secondsBetween(row.database_time, row.lease_until),
    // SYSDATETIME() is never NULL.
    databaseTime: row.database_time as Date,
    input: String(row.input_data),
    responseData: textIn(row.response_data),
    infcode: textIn(row.infcode),
    errMsg: textIn(row.err_msg),
    responseTime: localTimeIn(row.response_time),
    durationMs: numberIn(row.duration_ms),
    nextAction: textIn(row.next_action),
    resolution: textIn(row.resolution),
    resolvedAt: localTimeIn(row.resolved_at),
    resolvedBy: textIn(row.resolved_by),
    reference: textIn(row.resolution_reference),
    note: textIn(row.resolution_note),
    blockedBy: numberIn(row.blocked_by),
    isConflict: row.conflict_at !== null,
    laterRequestId: numberIn(row.later_request_id),
    // sp_medical_insurance_show makes this text with FOR JSON of these columns.
    attempts: attempts === null ? [] : (JSON.parse(attempts) as readonly ShownAttempt[]),
  };
}

function secondsBetween(from: unknown, until: unknown): number | null {
  return from instanceof Date && until instanceof Date ? Math.round((until.getTime() - from.getTime()) / 1000) : null;
}
