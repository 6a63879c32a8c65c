import type { ClaimedRequest, Lease } from "../store/claim.ts";
import type { Deadline } from "./deadline.ts";
import type { Dependencies } from "./dependencies.ts";

/** A request that this process has claimed, with the lease and the time that it has for it. */
export interface ClaimedRun {
  readonly request: ClaimedRequest;
  readonly lease: Lease;
  /** When the claim was asked for, on the clock's scale: the lease began no earlier. */
  readonly claimAskedMs: number;
  readonly deadline: Deadline;
  readonly dependencies: Dependencies;
}
