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
    [request.status, request.error_code, request.resolution].filter((text) => text !== null).join(" "),
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
