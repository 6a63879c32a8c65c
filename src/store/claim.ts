import type { InterfaceClass } from "../interfaces/interface.ts";
import type { Caller } from "./caller.ts";
import type { StoreFailure } from "./failure.ts";
import type { Parameter, Row } from "./session.ts";

/** The version of the database objects that this processor speaks to; raised with every change of sql/ that it notices. */
export const SCHEMA_VERSION = 1;

/** What claims a request, whichever one it is. */
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

export type Refusal = "MISSING" | "TAKEN" | "DONE" | "CONFIRM";

export type Claim =
  | { readonly reason: "claimed"; readonly request: ClaimedRequest }
  | { readonly reason: "not-claimed"; readonly refusal: Refusal }
  | StoreFailure;

export interface ClaimOrder {
  readonly requestId: number;
  /** A request that has ended already is claimed again. */
  readonly replay: boolean;
  /** A person confirmed that a request of class B or C is sent again. */
  readonly confirmed: boolean;
}

/** Takes a request for this process and opens its first attempt. Procedure sp_medical_insurance_claim. */
export async function claimRequest(caller: Caller, order: ClaimOrder, lease: Lease, untilMs: number): Promise<Claim> {
  const result = await caller.call(
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
  if (row !== undefined) return { reason: "claimed", request: requestFrom(row) };
  return { reason: "not-claimed", refusal: refusalFrom(result.output.refusal) };
}

/** Takes the oldest request of the queue; null when it is empty. Procedure sp_medical_insurance_next. */
export async function claimNext(
  caller: Caller,
  lease: Lease,
  untilMs: number,
): Promise<
  { readonly reason: "claimed"; readonly request: ClaimedRequest } | { readonly reason: "empty" } | StoreFailure
> {
  const result = await caller.call("sp_medical_insurance_next", leaseParameters(lease), untilMs);
  if ("reason" in result) return result;
  const [row] = result.rows;
  return row === undefined ? { reason: "empty" } : { reason: "claimed", request: requestFrom(row) };
}

function leaseParameters(lease: Lease): Record<string, Parameter> {
  return {
    lease_token: { type: "uniqueidentifier", value: lease.token },
    lease_owner: { type: "nvarchar", value: lease.owner },
    lease_seconds: { type: "int", value: Math.ceil(lease.seconds) },
    fixmedins_code: { type: "varchar", value: lease.fixmedinsCode },
    version: { type: "int", value: SCHEMA_VERSION },
    requested_by: { type: "nvarchar", value: lease.requestedBy },
  };
}

function requestFrom(row: Row): ClaimedRequest {
  return {
    requestId: Number(row.request_id),
    infno: String(row.interface_code).trim(),
    interfaceClass: row.interface_class === "A" || row.interface_class === "B" ? row.interface_class : "C",
    inputData: String(row.input_data),
    msgid: String(row.msgid),
    attemptId: Number(row.attempt_id),
    attemptNo: Number(row.attempt_no),
    claimedAt: row.claimed_at instanceof Date ? row.claimed_at : new Date(String(row.claimed_at)),
  };
}

function refusalFrom(value: unknown): Refusal {
  return value === "TAKEN" || value === "DONE" || value === "CONFIRM" ? value : "MISSING";
}
