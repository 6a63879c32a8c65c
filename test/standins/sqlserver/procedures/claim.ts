import { declareProcedure, input, type Outcome, optional, optionalOutput, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { bit, int, nvarchar, uniqueidentifier, varchar } from "../sql-type.ts";
import type { RequestRow } from "../tables.ts";
import { lateFault } from "./check-awaited.ts";
import { claimResult, emptyClaimResult, heldBy, prepareClaim, readClaimant, takeRow, wasUsed } from "./claiming.ts";
import { laterRequestId } from "./later-request.ts";
import { throwError } from "./throw-error.ts";
import { isUnsettled } from "./unsettled.ts";

const name = "sp_medical_insurance_claim";

/** Gives a request to one processor and opens its attempt; the others get no row and the reason. */
export const claim = declareProcedure(
  name,
  {
    request_id: input(int),
    lease_token: input(uniqueidentifier),
    lease_owner: input(nvarchar(128)),
    lease_seconds: input(int),
    fixmedins_code: input(varchar(12)),
    version: input(int),
    requested_by: input(nvarchar(128)),
    awaited_ms: input(int),
    replay: optional(bit, false),
    confirmed: optional(bit, false),
    refusal: optionalOutput(varchar(20)),
  },
  (values, session) => {
    const { database } = session;
    const claimant = readClaimant(values);
    if (claimant === undefined || values.request_id === null) {
      const text =
        "参数有误：@request_id、@lease_token、@fixmedins_code、@version、@awaited_ms 不能为空，@lease_seconds 必须大于 0。";
      return throwError(name, 51001, text);
    }
    const fault = prepareClaim(database, claimant) ?? lateFault(session, claimant.awaited_ms);
    if (fault !== undefined) return fault;

    const row = database.tables.medical_insurance_requests.find((each) => each.request_id === values.request_id);
    if (row === undefined) return refused("MISSING");
    if (row.status !== "PROCESSING") {
      const refusal = refuseReplay(database, row, values.replay === true, values.confirmed === true);
      if (refusal !== undefined) return refused(refusal);
      if (wasUsed(database, claimant)) return refused(row.status === "PENDING" ? "TAKEN" : "DONE");
      takeRow(database, row, claimant);
    }
    const attempt = heldBy(database, row, claimant.lease_token);
    if (attempt === undefined) return refused("TAKEN");
    return returned({ resultSet: claimResult(row, attempt), outputs: { refusal: null } });
  },
);

function refused(
  refusal: "MISSING" | "TAKEN" | "DONE" | "CONFIRM" | "HAPPENED" | "LATER" | "BLOCKED" | "CONFLICT",
): Outcome {
  return returned({ resultSet: emptyClaimResult, outputs: { refusal } });
}

/** A final row is run again only when asked for; what may have happened at the insurer, under this number or a later one, only with a person's word. */
function refuseReplay(
  database: Database,
  row: RequestRow,
  replay: boolean,
  confirmed: boolean,
): "DONE" | "CONFIRM" | "HAPPENED" | "LATER" | "BLOCKED" | "CONFLICT" | undefined {
  if (row.status === "PENDING") return undefined;
  if (!replay) return "DONE";
  if (row.resolution === "happened") return "HAPPENED";
  if (row.conflict_at !== null) return "CONFLICT";
  if (hasUnsettledTwin(database, row)) return "BLOCKED";
  const attempts = database.tables.medical_insurance_attempts.filter((each) => each.request_id === row.request_id);
  const wasNeverSent =
    attempts.length === 0
      ? ["LAUNCH_FAILED", "BLOCKED", "NOT_SENT"].includes(row.error_code ?? "")
      : attempts.every(({ outcome }) => outcome === "NOT_SENT");
  if (confirmed || row.interface_class === "A") return undefined;
  if (!wasNeverSent) return "CONFIRM";
  return laterRequestId(database, row) === null ? undefined : "LATER";
}

/** While another request for the same business act is not settled, this one is not sent again, with or without a confirmation. */
function hasUnsettledTwin(database: Database, { request_id, interface_code, request_key }: RequestRow): boolean {
  return (
    request_key !== null &&
    database.tables.medical_insurance_requests.some(
      (row) =>
        row.request_id !== request_id &&
        row.interface_code === interface_code &&
        row.request_key === request_key &&
        isUnsettled(row),
    )
  );
}
