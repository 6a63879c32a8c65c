import type { InterfaceClass } from "../interfaces/interface.ts";
import type { Lease } from "./claim.ts";
import type { StoreFailure } from "./failure.ts";
import type { Procedures } from "./procedures.ts";

/** What the database says about a lease. */
export type Holding = { readonly reason: "held" | "lease-lost" } | StoreFailure;

/**
 * Asks whether a request still belongs to the lease that claimed it, and makes its class in the database as strict as this one.
 * Procedure sp_medical_insurance_holds.
 */
export async function askLease(
  procedures: Procedures,
  requestId: number,
  { token }: Lease,
  interfaceClass: InterfaceClass,
  untilMs: number,
): Promise<Holding> {
  const result = await procedures.call(
    "sp_medical_insurance_holds",
    {
      request_id: { type: "int", value: requestId },
      lease_token: { type: "uniqueidentifier", value: token },
      interface_class: { type: "varchar", value: interfaceClass },
      holds: { type: "bit", value: null, isOutput: true },
    },
    untilMs,
  );
  if ("reason" in result) return result;
  return { reason: result.output.holds === true ? "held" : "lease-lost" };
}
