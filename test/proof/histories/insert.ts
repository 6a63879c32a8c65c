import type { Database } from "../../standins/sqlserver/session-state.ts";
import { execute } from "./memory-store.ts";

/** What HIS does; inputs are all unlike, so that no call joins another. */
export async function insertPending(database: Database, infno: string, mode: "async" | "queue"): Promise<void> {
  await execute(database, "sp_medical_insurance_call", {
    interface_code: { type: "varchar", value: infno },
    input_data: { type: "nvarchar", value: `{"data":{"number":"${database.tables.next.request_id}"}}` },
    result_id: { type: "int", value: null, isOutput: true },
    mode: { type: "varchar", value: mode },
  });
}
