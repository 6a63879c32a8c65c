import assert from "node:assert/strict";
import { isAccepted } from "../../standins/sqlserver/identity.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";
import type { RequestRow } from "../../standins/sqlserver/tables.ts";
import { insertInput } from "./insert.ts";
import { execute } from "./memory-store.ts";
import { CLASS_OF } from "./processes.ts";

/** What a cashier enters: a bill in one of its texts, or something that nobody has entered before; for a visit or for none. */
export interface Call {
  readonly infno: string;
  readonly bill?: number;
  readonly text?: number;
  readonly visit?: number | undefined;
}

interface Act {
  readonly infno: string;
  readonly bill: number;
}

let entered = 0;

/** A name that is only the request's own: its input where nobody has entered that before, else its number. */
export function nameOf({ request_id, input_data }: RequestRow): string {
  return input_data.includes('"entered"') ? input_data : String(request_id);
}

/** The key fields of the only interface here that has them. */
export const KEY_FIELDS: Readonly<Record<string, string>> = { "9903": '["bill_no"]' };

/** What HIS does, and what must come of it: the row of an unsettled request for the same act, a blocked row, or a new one. */
export async function press(
  database: Database,
  { infno, bill, text = 0, visit }: Call,
  mode: "async" | "queue",
): Promise<void> {
  const ofVisit = visit === undefined ? "" : `,"mdtrt_id":"${visit}"`;
  if (bill === undefined) return insertInput(database, infno, `{"data":{"entered":${++entered}${ofVisit}}}`, mode);
  const act = { infno, bill };
  const { medical_insurance_requests: requests } = database.tables;
  const input = `{"data":{"bill_no":"${bill}","text":${text}${ofVisit}}}`;
  // The call does so first, and a request that it ends is in nobody's way.
  await execute(database, "sp_medical_insurance_rescue", { request_id: { type: "int", value: null } });
  const unsettled = CLASS_OF[infno] === "A" ? [] : requests.filter((row) => isOfAct(row, act) && needsSomebody(row));
  const sameText = unsettled.filter((row) => row.input_data === input);
  const others = act.infno === "9903" ? unsettled.filter((row) => row.input_data !== input) : [];
  const before = requests.length;
  await insertInput(database, act.infno, input, mode);
  const stored = requests.slice(before);
  if (sameText.length > 0) {
    assert.deepEqual(stored, [], "a second press with the same text was stored");
    return;
  }
  const [row] = stored;
  if (others.length === 0) {
    const isHeld = mode === "async" && !isAccepted(database);
    const facts = `${row?.status} ${row?.error_code}`;
    // Held back while the insurer cannot be reached; checkHeldCalls judges it.
    if (mode === "async" && facts === "ERROR NOT_SENT") return;
    assert.equal(
      facts,
      isHeld ? "ERROR LAUNCH_FAILED" : "PENDING null",
      "a press that nothing is in the way of was not stored to be sent",
    );
    return;
  }
  assert.equal(row?.error_code, "BLOCKED", "a second press with another text was stored to be sent");
  assert.ok(
    others.some(({ request_id }) => request_id === row?.blocked_by),
    "a blocked press names a request that is not in its way",
  );
}

function isOfAct({ interface_code, input_data }: RequestRow, { infno, bill }: Act): boolean {
  return interface_code === infno && input_data.startsWith(`{"data":{"bill_no":"${bill}",`);
}

/** Somebody has still to act: a process, a worker, or a person. */
function needsSomebody({ status, error_code, resolution, conflict_at }: RequestRow): boolean {
  const isOpen = status === "PENDING" || status === "PROCESSING";
  return isOpen || (error_code === "OUTCOME_UNKNOWN" && resolution === null) || conflict_at !== null;
}

/**
 * The other requests for the act of one that is being sent, which nobody may send beside. One that has come to a contradiction only
 * after this one was claimed does not count.
 */
export function besides(database: Database, requestId: number, claimedAt: Date): readonly number[] {
  const { medical_insurance_requests: requests } = database.tables;
  const own = requests.find((row) => row.request_id === requestId);
  if (own === undefined || !Object.hasOwn(KEY_FIELDS, own.interface_code)) return [];
  const bill = /"bill_no":"(\d+)"/.exec(own.input_data)?.[1];
  return requests
    .filter((row) => row !== own && isOfAct(row, { infno: own.interface_code, bill: Number(bill) }))
    .filter((row) => needsSomebody(row) && (row.conflict_at === null || row.conflict_at < claimedAt))
    .map((row) => row.request_id);
}

/**
 * The older requests of the queue for the visit of one that a worker has claimed, which had not ended then. One that was claimed
 * later, by its number, does not count. None if the database was restored since and no longer has the claimed row.
 */
export function olderOfVisit({ tables }: Database, claimed: RequestRow, claimedAt: Date): readonly number[] {
  const { mdtrt_id: visit, request_id: requestId } = claimed;
  if (visit === null || !tables.medical_insurance_requests.includes(claimed)) return [];
  const isOpen = ({ request_id, status }: RequestRow): boolean => {
    const latest = tables.medical_insurance_attempts.findLast((attempt) => attempt.request_id === request_id);
    const wasClaimedLater = latest !== undefined && latest.opened_at >= claimedAt;
    return (status === "PENDING" || status === "PROCESSING") && !wasClaimedLater;
  };
  return tables.medical_insurance_requests
    .filter((row) => row.mdtrt_id === visit && row.request_id < requestId && isOpen(row))
    .map(({ request_id }) => request_id);
}
