import type { InterfaceClass } from "../interfaces/interface.ts";
import type { ShownRequest } from "../store/show.ts";

/** What becomes of a request when several are replayed with one command. */
export type ReplayPlan =
  /** It is sent again. */
  | "send"
  /** The insurer has replied to it or may have acted on it: a person confirms it by itself. */
  | "confirm"
  /** Its replies contradict each other: a person records its outcome first. */
  | "record"
  /** The insurer did it. */
  | "done"
  /** Another request for the same business act was stored: the act may be done under that one. */
  | "joined"
  /** A process has it. */
  | "in-work"
  | "missing";

/** A request, and what becomes of it. */
export interface PlannedReplay {
  readonly requestId: number;
  readonly plan: ReplayPlan;
  /** The other request for the same business act. */
  readonly joinedTo: number | null;
  /** Null: there is no such request. */
  readonly request: PlannedRequest | null;
}

export interface PlannedRequest {
  readonly infno: string;
  readonly interfaceName: string | null;
  readonly interfaceClass: InterfaceClass;
  readonly status: string;
  readonly errorCode: string | null;
}

/**
 * @param shown null: there is no such request
 * @param isAlone the command names this request only
 */
export function planReplay(requestId: number, shown: ShownRequest | null, isAlone: boolean): PlannedReplay {
  if (shown === null) return { requestId, plan: "missing", joinedTo: null, request: null };
  const { infno, interfaceName, interfaceClass, status, errorCode } = shown;
  const plan = planOf(shown, isAlone);
  return {
    requestId,
    plan,
    joinedTo: plan === "joined" ? (shown.laterRequestId ?? shown.blockedBy) : null,
    request: { infno, interfaceName, interfaceClass, status, errorCode },
  };
}

/**
 * As the claim judges, which judges again when the request's turn comes; stricter among others: what a person would have to look at
 * is not sent with them.
 */
function planOf(shown: ShownRequest, isAlone: boolean): ReplayPlan {
  const { status, errorCode, resolution, interfaceClass, attempts } = shown;
  if (status === "PROCESSING" && (shown.leaseSecondsLeft ?? 0) > 0) return "in-work";
  if (shown.isConflict) return "record";
  if (resolution === "happened") return "done";
  if (!isAlone && status === "COMPLETED" && errorCode === null) return "done";
  if (!isAlone && (shown.laterRequestId !== null || errorCode === "BLOCKED")) return "joined";
  if (interfaceClass === "A" || status === "PENDING") return "send";
  const isUnsent =
    attempts.length === 0
      ? ["LAUNCH_FAILED", "BLOCKED", "NOT_SENT"].includes(errorCode ?? "")
      : attempts.every(({ outcome }) => outcome === "NOT_SENT");
  if (!isUnsent) return "confirm";
  return shown.laterRequestId === null ? "send" : "joined";
}
