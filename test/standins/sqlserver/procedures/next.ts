import { declareProcedure, input, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { int, nvarchar, uniqueidentifier, varchar } from "../sql-type.ts";
import type { RequestRow } from "../tables.ts";
import { lateFault } from "./check-awaited.ts";
import {
  type Claimant,
  claimResult,
  emptyClaimResult,
  heldBy,
  prepareClaim,
  readClaimant,
  takeRow,
  wasUsed,
} from "./claiming.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_next";

/** Gives a worker the waiting row of mode queue that is due first, as a claim would; a token that holds a row is given that row again. */
export const next = declareProcedure(
  name,
  {
    lease_token: input(uniqueidentifier),
    lease_owner: input(nvarchar(128)),
    lease_seconds: input(int),
    fixmedins_code: input(varchar(12)),
    version: input(int),
    requested_by: input(nvarchar(128)),
    awaited_ms: input(int),
  },
  (values, session) => {
    const { database } = session;
    const claimant = readClaimant(values);
    if (claimant === undefined) {
      const text =
        "参数有误：@lease_token、@fixmedins_code、@version、@awaited_ms 不能为空，@lease_seconds 必须大于 0。";
      return throwError(name, 51001, text);
    }
    const fault = prepareClaim(database, claimant) ?? lateFault(session, claimant.awaited_ms);
    if (fault !== undefined) return fault;
    const row = findHeld(database, claimant) ?? takeFirst(database, claimant);
    const attempt = row === undefined ? undefined : heldBy(database, row, claimant.lease_token);
    const isEmpty = row === undefined || attempt === undefined;
    return returned({ resultSet: isEmpty ? emptyClaimResult : claimResult(row, attempt) });
  },
);

function findHeld(database: Database, { lease_token }: Claimant): RequestRow | undefined {
  return database.tables.medical_insurance_requests.find((row) => heldBy(database, row, lease_token) !== undefined);
}

function takeFirst(database: Database, claimant: Claimant): RequestRow | undefined {
  if (wasUsed(database, claimant)) return undefined;
  const [first] = dueRows(database).sort((a, b) => dueMs(a) - dueMs(b) || a.request_id - b.request_id);
  if (first !== undefined) takeRow(database, first, claimant);
  return first;
}

/** Those whose time has come, and of which no older one for the same visit is still open. */
export function dueRows(database: Database): RequestRow[] {
  const now = database.now().getTime();
  const { medical_insurance_requests: requests } = database.tables;
  const isDue = (row: RequestRow): boolean => row.status === "PENDING" && row.mode === "queue" && dueMs(row) <= now;
  const isBefore = (older: RequestRow, { request_id, mdtrt_id }: RequestRow): boolean =>
    older.request_id < request_id &&
    older.mdtrt_id === mdtrt_id &&
    (older.status === "PENDING" || older.status === "PROCESSING");
  return requests.filter(
    (row) => isDue(row) && (row.mdtrt_id === null || !requests.some((older) => isBefore(older, row))),
  );
}

/** As in SQL, where NULL is neither before nor after any time. */
function dueMs({ due_at }: RequestRow): number {
  return due_at?.getTime() ?? Number.NaN;
}
