import { bindArguments } from "./bind-arguments.ts";
import type { Cancelled, Fault, MeetFault } from "./faults.ts";
import { deniedTo } from "./permissions.ts";
import type { Procedure, Returned } from "./procedure.ts";
import type { Session } from "./session-state.ts";
import { sqlError } from "./sql-error.ts";
import type { SqlValue } from "./wire/values.ts";

export interface Argument {
  /** Without the @; "" when it counts by its place. */
  readonly name: string;
  /** Undefined for DEFAULT. */
  readonly value: SqlValue | undefined;
  readonly output: boolean;
}

/** How a call ended: by itself, or by a fault that a test had planned. */
export type Ending = Returned | Fault | Cancelled;

/** The others' writes could not be rolled back here, and no program of the product calls them in a transaction. */
const servedInTransaction: readonly string[] = [
  "sp_medical_insurance_call",
  "sp_medical_insurance_wait",
  "sp_medical_insurance_purge",
  "sp_datatype_info_100",
];
const notInTransaction: Fault = {
  kind: "raise",
  error: sqlError(3930, `Inside a transaction only ${servedInTransaction.join(" and ")} are served.`),
};

/** Executes a procedure for EXEC and for a remote procedure call alike; planned faults strike before or after it. */
export async function executeProcedure(
  procedure: Procedure,
  args: readonly Argument[],
  session: Session,
  meetFault: MeetFault,
): Promise<Ending> {
  const denied = deniedTo(session, "EXECUTE", procedure.name);
  if (denied !== undefined) return { kind: "raise", error: denied };
  if (session.transaction !== null && !servedInTransaction.includes(procedure.name)) return notInTransaction;
  const bound = bindArguments(procedure, args);
  if (bound.kind === "raise") return bound;
  const before = await meetFault(procedure.name, "before", session.cancelled);
  if (before !== undefined) return before;
  const outcome = await procedure.run(bound.values, session);
  const after = await meetFault(procedure.name, "after", session.cancelled);
  return after ?? outcome;
}
