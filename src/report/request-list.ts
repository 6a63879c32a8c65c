import { printableInfno } from "../outcome/printable.ts";
import type { ListedRequest } from "../store/list.ts";
import { tableOf } from "./table.ts";

/** `processor list` for a person; the last line names the next command. */
export function requestListText(requests: readonly ListedRequest[], limit: number): string {
  const [first] = requests;
  if (first === undefined) return "no request fits\nnext: processor list --help";
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
    tableOf([["request", "asked", "code", "class", "mode", "state", "attempts", "name"], ...rows]),
    ...(requests.length === limit ? [`these are the newest ${limit}; --limit <count> shows more`] : []),
    `next: processor show ${first.request_id}`,
  ].join("\n");
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
