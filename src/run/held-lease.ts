import type { InterfaceClass } from "../interfaces/interface.ts";
import { askLease } from "../store/holds.ts";
import type { ClaimedRun } from "./claimed-run.ts";

/** What this process knows of its lease. */
export interface HeldLease {
  /** The answer to a call that was made at this time, on the clock's scale, has shown that the lease is held. */
  wasHeldAt(askedMs: number): void;
  /**
   * Whether the lease is held. The database is asked when it has not shown that for a while: a process that was suspended
   * may not know it. It is also asked, and told, when this class is stricter than the one that it has. False: the lease is lost,
   * or the database could not be asked before the sending must end.
   */
  isStillHeld(interfaceClass: InterfaceClass): Promise<boolean>;
}

/** A claim that is answered, and a connection that is made, within this time need no further question. */
const LONGEST_WITHOUT_ASKING_MS = 2000;

export function heldLease({ request, lease, claimAskedMs, deadline, dependencies }: ClaimedRun): HeldLease {
  const { procedures, clock, log } = dependencies;
  const untilMs = deadline.sendingEndsAt;
  let heldAtMs = claimAskedMs;
  let storedClass = request.interfaceClass;
  return {
    wasHeldAt(askedMs) {
      heldAtMs = askedMs;
    },
    async isStillHeld(interfaceClass) {
      while (interfaceClass > storedClass || clock.elapsedMs() - heldAtMs > LONGEST_WITHOUT_ASKING_MS) {
        const askedMs = clock.elapsedMs();
        if (askedMs >= untilMs) return false;
        const { reason } = await askLease(procedures, request.requestId, lease, interfaceClass, untilMs);
        log.info("asked for the lease", { request_id: request.requestId, result: reason });
        if (reason !== "held") return false;
        heldAtMs = askedMs;
        storedClass = interfaceClass;
      }
      return true;
    },
  };
}
