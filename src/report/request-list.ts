import type { Say, Text } from "../language.ts";
import { printableInfno } from "../outcome/printable.ts";
import type { ListedRequest } from "../store/list.ts";
import { tableOf } from "./table.ts";

/** `processor list` for a person; the last line names the next command. */
export function requestListText(requests: readonly ListedRequest[], limit: number, say: Say): string {
  const [first] = requests;
  if (first === undefined)
    return `${say({ zh: "没有符合条件的请求", en: "no request fits" })}\n${nextText("processor list --help", say)}`;
  const rows = requests.map((request) => [
    String(request.request_id),
    request.request_time ?? "",
    printableInfno(request.interface_code) ?? "?",
    request.interface_class,
    request.mode,
    stateOf(request),
    String(request.attempts),
    request.interface_name ?? "",
  ]);
  return [
    tableOf([HEADS.map(say), ...rows]),
    ...(requests.length === limit
      ? [
          say({
            zh: `只列出最新的 ${limit} 个；--limit <个数> 可以列出更多`,
            en: `these are the newest ${limit}; --limit <count> shows more`,
          }),
        ]
      : []),
    nextText(`processor show ${first.request_id}`, say),
  ].join("\n");
}

const HEADS: readonly Text[] = [
  { zh: "请求", en: "request" },
  { zh: "提交时间", en: "asked" },
  { zh: "接口", en: "code" },
  { zh: "类别", en: "class" },
  { zh: "模式", en: "mode" },
  { zh: "状态", en: "state" },
  { zh: "尝试", en: "attempts" },
  { zh: "名称", en: "name" },
];

/** The last line of what a person reads. */
export function nextText(command: string, say: Say): string {
  return say({ zh: `下一步：${command}`, en: `next: ${command}` });
}

/** An interface code that is none may be anything that HIS wrote. */
export function requestListJson(requests: readonly ListedRequest[]): object {
  return {
    requests: requests.map((request) => ({ ...request, interface_code: printableInfno(request.interface_code) })),
  };
}

/** `processor tail`: one request on a line of its own, whose columns do not wait for those of others. */
export function requestLine(request: ListedRequest): string {
  return [
    request.request_time ?? "",
    String(request.request_id).padStart(9),
    (printableInfno(request.interface_code) ?? "?").padEnd(6),
    request.mode.padEnd(5),
    stateOf(request).padEnd(30),
    request.interface_name ?? "",
  ]
    .join("  ")
    .trimEnd();
}

function stateOf({ status, error_code, resolution }: ListedRequest): string {
  return [status, error_code, resolution].filter((text) => text !== null).join(" ");
}
