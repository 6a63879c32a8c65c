import type { World } from "./world.ts";

/** What happened in histories, to show that they had something to break. */
export type Census = Record<
  | "requests"
  | "processes"
  | "kills"
  | "stalls"
  | "restores"
  | "failovers"
  | "sendings"
  | "sendingsAfterAcceptance"
  | "replies"
  | "waits"
  | "confirmedReplays"
  | "unknownOutcomes"
  | "spooled"
  | "blocked"
  | "heldBack"
  | "contradictions",
  number
>;

export function emptyCensus(): Census {
  return {
    requests: 0,
    processes: 0,
    kills: 0,
    stalls: 0,
    restores: 0,
    failovers: 0,
    sendings: 0,
    sendingsAfterAcceptance: 0,
    replies: 0,
    waits: 0,
    confirmedReplays: 0,
    unknownOutcomes: 0,
    spooled: 0,
    blocked: 0,
    heldBack: 0,
    contradictions: 0,
  };
}

export function count(
  census: Census,
  { database, processes, sent, received, replaced, failovers, asyncCalls }: World,
): void {
  census.requests += database.tables.medical_insurance_requests.length;
  census.processes += processes.length;
  census.kills += processes.filter(({ state }) => state === "killed").length;
  census.stalls += processes.filter(({ stoppedMs }) => stoppedMs > 0).length;
  census.restores += replaced.length;
  census.failovers += failovers;
  census.sendings += sent.length;
  census.sendingsAfterAcceptance += sent.filter(({ acceptances }) => acceptances > 0).length;
  census.replies += received.length;
  census.confirmedReplays += processes.filter(
    ({ errand, tokens }) => errand.verb === "confirmed-replay" && tokens.length > 0,
  ).length;
  census.unknownOutcomes += database.tables.medical_insurance_attempts.filter(
    ({ outcome }) => outcome === "UNKNOWN",
  ).length;
  census.blocked += database.tables.medical_insurance_requests.filter((row) => row.blocked_by !== null).length;
  census.heldBack += asyncCalls.filter(({ isHeld }) => isHeld).length;
  census.contradictions += database.tables.medical_insurance_requests.filter((row) => row.conflict_at !== null).length;
  census.waits += processes.filter(({ ending }) => ending?.reason === "waiting").length;
  census.spooled += processes.filter(({ ending }) => ending?.reason === "not-stored").length;
}
