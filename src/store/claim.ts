import type { InterfaceClass } from "../interfaces/interface.ts";
import { isMsgid } from "../msgid.ts";
import type { StoreFailure } from "./failure.ts";
import type { Procedures } from "./procedures.ts";
import type { Parameter, Row } from "./session.ts";

/** The version of the database objects that this processor speaks to; raised with every change of sql/ that it notices. */
export const DATABASE_VERSION = 2;

/** The right of a process to a request, until a time limit. */
export interface Lease {
  readonly token: string;
  /** Machine and process, for people who read the tables. */
  readonly owner: string;
  readonly seconds: number;
  readonly fixmedinsCode: string;
  /** Who asked for the run. */
  readonly requestedBy: string;
}

export interface ClaimedRequest {
  readonly requestId: number;
  readonly infno: string;
  readonly interfaceClass: InterfaceClass;
  readonly inputData: string;
  readonly msgid: string;
  readonly attemptId: number;
  readonly attemptNo: number;
  /** The database's local time; its UTC fields are the local ones. */
  readonly claimedAt: Date;
}

export type Refusal = "MISSING" | "TAKEN" | "DONE" | "CONFIRM" | "HAPPENED" | "LATER" | "BLOCKED" | "CONFLICT";

/** There is no such request, or this process may not have it. */
export interface NotClaimed {
  readonly reason: "not-claimed";
  readonly refusal: Refusal;
}

export type Claim = { readonly reason: "claimed"; readonly request: ClaimedRequest } | NotClaimed | StoreFailure;

export interface ClaimOrder {
  readonly requestId: number;
  /** A request that has ended already is claimed again. */
  readonly replay: boolean;
  /** A person confirmed that a request of class B or C is sent again. */
  readonly confirmed: boolean;
}

/** Takes a request for this process and opens its first attempt. Procedure sp_medical_insurance_claim. */
export async function claimRequest(
  procedures: Procedures,
  order: ClaimOrder,
  lease: Lease,
  untilMs: number,
): Promise<Claim> {
  const result = await procedures.callWhileAwaited(
    "sp_medical_insurance_claim",
    {
      request_id: { type: "int", value: order.requestId },
      ...leaseParameters(lease),
      replay: { type: "bit", value: order.replay },
      confirmed: { type: "bit", value: order.confirmed },
      refusal: { type: "varchar", value: null, isOutput: true },
    },
    untilMs,
  );
  if ("reason" in result) return result;
  const [row] = result.rows;
  if (row !== undefined) return claimFrom(row, order.requestId);
  return { reason: "not-claimed", refusal: refusalFrom(result.output.refusal) };
}

/** Takes the oldest request of the queue; null when it is empty. Procedure sp_medical_insurance_next. */
export async function claimNext(
  procedures: Procedures,
  lease: Lease,
  untilMs: number,
  stop: AbortSignal | null = null,
): Promise<
  { readonly reason: "claimed"; readonly request: ClaimedRequest } | { readonly reason: "empty" } | StoreFailure
> {
  const result = await procedures.callWhileAwaited("sp_medical_insurance_next", leaseParameters(lease), untilMs, stop);
  if ("reason" in result) return result;
  const [row] = result.rows;
  return row === undefined ? { reason: "empty" } : claimFrom(row, null);
}

function leaseParameters(lease: Lease): Record<string, Parameter> {
  return {
    lease_token: { type: "uniqueidentifier", value: lease.token },
    lease_owner: { type: "nvarchar", value: lease.owner },
    lease_seconds: { type: "int", value: Math.ceil(lease.seconds) },
    fixmedins_code: { type: "varchar", value: lease.fixmedinsCode },
    version: { type: "int", value: DATABASE_VERSION },
    requested_by: { type: "nvarchar", value: lease.requestedBy },
  };
}

/**
 * Reads a claim's row. A row that is not complete is not carried out: a request must not be sent without an attempt.
 * @param requestId the request that was asked for; null: any
 */
function claimFrom(row: Row, requestId: number | null): Extract<Claim, { reason: "claimed" | "call-refused" }> {
  const { interface_code: infno, interface_class, input_data: inputData, msgid, claimed_at: claimedAt } = row;
  const ids = [row.request_id, row.attempt_id, row.attempt_no].map(Number);
  const [request = 0, attemptId = 0, attemptNo = 0] = ids.map((id) => (Number.isInteger(id) ? id : 0));
  const isTheOne = requestId === null ? request > 0 : request === requestId;
  const isComplete = typeof infno === "string" && typeof inputData === "string" && claimedAt instanceof Date;
  if (!isTheOne || attemptId < 1 || attemptNo < 1 || !isComplete || typeof msgid !== "string" || !isMsgid(msgid)) {
    return {
      reason: "call-refused",
      number: 0,
      cause: "the row that it returned for the claim is not complete or not of this request",
    };
  }
  const interfaceClass = interface_class === "A" || interface_class === "B" ? interface_class : "C";
  return {
    reason: "claimed",
    request: {
      requestId: request,
      infno: infno.trim(),
      interfaceClass,
      inputData,
      msgid,
      attemptId,
      attemptNo,
      claimedAt,
    },
  };
}

const REFUSALS: readonly Refusal[] = [
  "MISSING",
  "TAKEN",
  "DONE",
  "CONFIRM",
  "HAPPENED",
  "LATER",
  "BLOCKED",
  "CONFLICT",
];

function refusalFrom(value: unknown): Refusal {
  return REFUSALS.find((refusal) => refusal === value) ?? "MISSING";
}
