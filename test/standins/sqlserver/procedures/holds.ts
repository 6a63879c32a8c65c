import type { InterfaceClass } from "../../../../src/interfaces/interface.ts";
import { declareProcedure, input, optional, optionalOutput, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { bit, int, uniqueidentifier, varchar } from "../sql-type.ts";
import type { RequestRow } from "../tables.ts";
import { heldBy } from "./claiming.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_holds";

/** Whether a process still holds the request that it claimed. */
export const holds = declareProcedure(
  name,
  {
    request_id: input(int),
    lease_token: input(uniqueidentifier),
    interface_class: optional(varchar(1), null),
    holds: optionalOutput(bit),
  },
  ({ request_id, lease_token, interface_class }, { database }) => {
    if (request_id === null || lease_token === null)
      return throwError(name, 51001, "参数有误：@request_id、@lease_token 不能为空。");
    const row = database.tables.medical_insurance_requests.find((each) => each.request_id === request_id);
    const isHeld = (): boolean => row !== undefined && heldBy(database, row, lease_token) !== undefined;
    if (row !== undefined && isHeld() && isClass(interface_class) && interface_class > row.interface_class) {
      row.interface_class = interface_class;
      if (mayBeDone(database, row)) row.lease_until = new Date(database.now().getTime() - 1000);
    }
    return returned({ outputs: { holds: isHeld() } });
  },
);

/** The row was claimed as one that needs no confirmation. */
function mayBeDone(database: Database, { request_id, attempt_count }: RequestRow): boolean {
  return database.tables.medical_insurance_attempts.some(
    (each) => each.request_id === request_id && each.attempt_no < attempt_count && each.outcome !== "NOT_SENT",
  );
}

function isClass(text: string | null): text is InterfaceClass {
  return text === "A" || text === "B" || text === "C";
}
