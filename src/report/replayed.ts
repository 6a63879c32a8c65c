import type { Say, Text } from "../language.ts";
import { printableInfno } from "../outcome/printable.ts";
import type { PlannedReplay } from "../run/replay-plan.ts";
import type { Replayed } from "../run/replay-several.ts";
import { countsText, exitCodeOfSeveral, finishedOf } from "./drained.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { storeFailureText } from "./failures.ts";
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
  say: Say,
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
    const counted =
      countsText(counts, say) +
      (notClaimed === 0 ? "" : say({ zh: `，不能认领 ${notClaimed} 个`, en: `, ${notClaimed} not claimed` }));
    if (replayed.failure !== null) {
      const why = storeFailureText(replayed.failure, say);
      return say({
        zh: `重发停止，此前${counted}：${why}；还剩 ${left} 个`,
        en: `replay stopped after ${counted}: ${why}; ${left} are left`,
      });
    }
    if (replayed.isHeldUp)
      return say({
        zh: `重发停止，此前${counted}：连续三个请求无法发送；还剩 ${left} 个；下一步：processor doctor`,
        en: `replay stopped after ${counted}: nothing could be sent three times in a row; ${left} are left; next: processor doctor`,
      });
    return left === 0
      ? say({ zh: `重发完毕：${counted}`, en: `replayed: ${counted}` })
      : say({
          zh: `按要求停止重发，此前${counted}；还剩 ${left} 个`,
          en: `replay was told to stop after ${counted}; ${left} are left`,
        });
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
export function replayPlanText(planned: readonly PlannedReplay[], isCut: boolean, say: Say): string {
  const rows = planned.map((each) => [
    String(each.requestId),
    each.request === null ? "" : (printableInfno(each.request.infno) ?? "?"),
    each.request?.interfaceClass ?? "",
    each.request === null ? "" : [each.request.status, each.request.errorCode ?? ""].join(" ").trimEnd(),
    say(planText(each)),
  ]);
  const all = planned.length;
  const sent = planned.filter(({ plan }) => plan === "send").length;
  const kinds = kindsText(planned, say);
  return [
    say({
      zh: `${all} 个请求（${kinds}）：${sent} 个将逐个发送，${all - sent} 个不发送`,
      en: `${all === 1 ? "1 request" : `${all} requests`} (${kinds}): ${sent} to be sent, one after another; ${all - sent} not`,
    }),
    tableOf([HEADS.map(say), ...rows]),
    ...(isCut
      ? [
          say({
            zh: `只取最新的 ${all} 个；--limit <个数> 可以重发更多`,
            en: `these are the newest ${all}; --limit <count> replays more`,
          }),
        ]
      : []),
  ].join("\n");
}

const HEADS: readonly Text[] = [
  { zh: "请求", en: "request" },
  { zh: "接口", en: "code" },
  { zh: "类别", en: "class" },
  { zh: "状态", en: "state" },
  { zh: "将会怎样", en: "what happens" },
];

/** As in `2207 class C: 3, 1101 class A: 2`. */
function kindsText(planned: readonly PlannedReplay[], say: Say): string {
  const kinds = Map.groupBy(planned, ({ request }) => {
    if (request === null) return say({ zh: "不存在", en: "unknown" });
    const infno = printableInfno(request.infno) ?? "?";
    return say({ zh: `${infno} ${request.interfaceClass} 类`, en: `${infno} class ${request.interfaceClass}` });
  });
  return [...kinds]
    .map(([kind, { length }]) => say({ zh: `${kind} ${length} 个`, en: `${kind}: ${length}` }))
    .join(say({ zh: "，", en: ", " }));
}

function planText(planned: PlannedReplay): Text {
  const next = nextCommand(planned);
  const other = planned.joinedTo ?? "?";
  switch (planned.plan) {
    case "send":
      return { zh: "重新发送", en: "is sent again" };
    case "confirm":
      return {
        zh: `不发送，医保端已应答或可能已办理：请先核实，再执行 ${next}`,
        en: `not sent, the insurer has replied to it or may have acted on it: check it, then ${next}`,
      };
    case "record":
      return { zh: `不发送，应答互相矛盾：${next}`, en: `not sent, its replies contradict each other: ${next}` };
    case "done":
      return { zh: `不发送，已经办理：${next}`, en: `not sent, it is done: ${next}` };
    case "joined":
      return {
        zh: `不发送，请求 ${other} 是同一笔业务：${next}`,
        en: `not sent, request ${other} is for the same business act: ${next}`,
      };
    case "in-work":
      return { zh: `不发送，有进程正在处理：${next}`, en: `not sent, a process is working on it: ${next}` };
    case "missing":
      return { zh: `不发送，没有这个请求：${next}`, en: `not sent, there is no such request: ${next}` };
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
