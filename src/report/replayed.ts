import { printableInfno } from "../outcome/printable.ts";
import type { PlannedReplay } from "../run/replay-plan.ts";
import type { Replayed } from "../run/replay-several.ts";
import { countsInEnglish, exitCodeOfSeveral, finishedOf } from "./drained.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { storeFailureInEnglish } from "./failures.ts";
import type { Report } from "./report.ts";
import { tableOf } from "./table.ts";

/** What `replay --json` prints of several requests. The counts are those of `drain`. */
export interface ReplayedReport {
  /** Requests whose outcome is stored. */
  readonly finished: number;
  /** The same, by error_code; SUCCESS where it is NULL. */
  readonly results: Readonly<Record<string, number>>;
  /** Nothing was sent, and they are in the queue again. */
  readonly waiting: number;
  readonly not_stored: number;
  /** They were to be sent, and could not be claimed. */
  readonly not_claimed: number;
  /** They were to be sent, and were not tried. */
  readonly left: number;
  readonly requests: readonly ReplayedRequest[];
  readonly exit_code: ExitCode;
  readonly message: string;
}

export interface ReplayedRequest {
  readonly request_id: number;
  readonly interface_code: string | null;
  readonly interface_class: string | null;
  readonly status: string | null;
  readonly error_code: string | null;
  readonly plan: PlannedReplay["plan"];
  /** For the person who goes on with this request. */
  readonly next_command: string;
  /** What the replay of one request prints; null where it was not tried. */
  readonly result: Report | null;
}

export const NOTHING_REPLAYED = {
  finished: 0,
  results: {},
  waiting: 0,
  not_stored: 0,
  not_claimed: 0,
  left: 0,
  requests: [],
};

/** @param results of those that were tried, by their numbers */
export function replayedReportOf(
  planned: readonly PlannedReplay[],
  replayed: Replayed,
  results: ReadonlyMap<number, Report>,
): ReplayedReport {
  const { counts, notClaimed, left } = replayed;
  return {
    finished: finishedOf(counts),
    results: counts.results,
    waiting: counts.waiting,
    not_stored: counts.notStored,
    not_claimed: notClaimed,
    left,
    requests: planned.map((each) => ({ ...plannedJson(each), result: results.get(each.requestId) ?? null })),
    exit_code: exitCode(),
    message: message(),
  };

  function exitCode(): ExitCode {
    const worst = exitCodeOfSeveral(replayed);
    if (worst !== EXIT.success) return worst;
    return notClaimed > 0 || planned.some(needsPerson) ? EXIT.notClaimed : EXIT.success;
  }

  function message(): string {
    const claimed = notClaimed === 0 ? "" : `, ${notClaimed} not claimed`;
    const counted = `${countsInEnglish(counts)}${claimed}`;
    if (replayed.failure !== null)
      return `replay stopped after ${counted}: ${storeFailureInEnglish(replayed.failure)}; ${left} are left`;
    if (replayed.isHeldUp)
      return `replay stopped after ${counted}: nothing could be sent three times in a row; ${left} are left; next: processor doctor`;
    return left === 0 ? `replayed: ${counted}` : `replay was told to stop after ${counted}; ${left} are left`;
  }
}

export function plannedJson(planned: PlannedReplay): Omit<ReplayedRequest, "result"> {
  const { requestId, plan, request } = planned;
  return {
    request_id: requestId,
    interface_code: request === null ? null : printableInfno(request.infno),
    interface_class: request?.interfaceClass ?? null,
    status: request?.status ?? null,
    error_code: request?.errorCode ?? null,
    plan,
    next_command: nextCommand(planned),
  };
}

/** Neither sent with the others nor done. */
export function needsPerson({ plan }: PlannedReplay): boolean {
  return plan !== "send" && plan !== "done";
}

/** Before anything is sent: how many, of which interfaces, and what will happen to each. @param isCut there may be more that fit */
export function replayPlanText(planned: readonly PlannedReplay[], isCut: boolean): string {
  const rows = planned.map((each) => [
    String(each.requestId),
    each.request === null ? "" : (printableInfno(each.request.infno) ?? "?"),
    each.request?.interfaceClass ?? "",
    each.request === null ? "" : [each.request.status, each.request.errorCode ?? ""].join(" ").trimEnd(),
    planText(each),
  ]);
  const sent = planned.filter(({ plan }) => plan === "send").length;
  return [
    `${countText(planned.length)} (${kindsText(planned)}): ${sent} to be sent, one after another; ${planned.length - sent} not`,
    tableOf([["request", "code", "class", "state", "what happens"], ...rows]),
    ...(isCut ? [`these are the newest ${planned.length}; --limit <count> replays more`] : []),
  ].join("\n");
}

function countText(count: number): string {
  return count === 1 ? "1 request" : `${count} requests`;
}

/** As in `2207 class C: 3, 1101 class A: 2`. */
function kindsText(planned: readonly PlannedReplay[]): string {
  const kinds = Map.groupBy(planned, ({ request }) =>
    request === null ? "unknown" : `${printableInfno(request.infno) ?? "?"} class ${request.interfaceClass}`,
  );
  return [...kinds].map(([kind, { length }]) => `${kind}: ${length}`).join(", ");
}

function planText(planned: PlannedReplay): string {
  const next = nextCommand(planned);
  switch (planned.plan) {
    case "send":
      return "is sent again";
    case "confirm":
      return `not sent, the insurer has replied to it or may have acted on it: check it, then ${next}`;
    case "record":
      return `not sent, its replies contradict each other: ${next}`;
    case "done":
      return `not sent, it is done: ${next}`;
    case "joined":
      return `not sent, request ${planned.joinedTo ?? "?"} is for the same business act: ${next}`;
    case "in-work":
      return `not sent, a process is working on it: ${next}`;
    case "missing":
      return `not sent, there is no such request: ${next}`;
  }
}

function nextCommand({ requestId, plan, joinedTo }: PlannedReplay): string {
  switch (plan) {
    case "confirm":
      return `processor replay ${requestId} --confirm ${requestId}`;
    case "record":
      return `processor resolve ${requestId} happened|did-not-happen|reversed --reference <number> --note <text>`;
    case "joined":
      return `processor show ${joinedTo ?? requestId}`;
    case "missing":
      return "processor list";
    case "send":
    case "done":
    case "in-work":
      return `processor show ${requestId}`;
  }
}
