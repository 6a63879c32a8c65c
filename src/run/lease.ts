import type { Lease } from "../store/claim.ts";
import type { Dependencies } from "./dependencies.ts";

const SECONDS_AFTER_DEADLINE = 30;

/**
 * The lease with which a process claims one request. It lasts longer than the deadline, so a request is never rescued while its
 * process is within its deadline. A process sends nothing after `sendingEndsAt`, so it sends nothing after its lease.
 */
export function newLease({ configuration, newToken, owner, requestedBy }: Dependencies): Lease {
  return {
    token: newToken(),
    owner,
    seconds: configuration.deadlineSeconds + SECONDS_AFTER_DEADLINE,
    fixmedinsCode: configuration.sdk.orgCode,
    requestedBy,
  };
}
