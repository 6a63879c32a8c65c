import { accept, isAccepted } from "../identity.ts";
import { declareProcedure, optional, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { bit } from "../sql-type.ts";
import { endWithError } from "./final-error.ts";

const mayBeSent = "数据库被还原、复制、移动或改名，此前可能已发送，结果未知，请勿重复办理，请按 next_action 核实";

/** A DBA says that requests may be sent in this database. What waits may have been sent from the database of before. */
export const acceptDatabase = declareProcedure(
  "sp_medical_insurance_accept_database",
  { set_aside: optional(bit, false) },
  ({ set_aside }, { database, login }) => {
    if (isAccepted(database)) return returned();
    const isFirst = database.tables.medical_insurance_accepted_databases.length === 0;
    accept(database, login.user);
    if (!isFirst) setAside(database, set_aside === true);
    return returned();
  },
);

function setAside(database: Database, isQueueToo: boolean): void {
  for (const row of database.tables.medical_insurance_requests) {
    if (row.status !== "PENDING" || row.interface_class === "A" || (row.mode === "queue" && !isQueueToo)) continue;
    endWithError(database, row, { error_code: "OUTCOME_UNKNOWN", err_msg: mayBeSent, attempt: undefined });
  }
}
