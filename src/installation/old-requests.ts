import type { Row } from "../store/session.ts";

/** What an upgrade found of the original design's rows, one kind of them; 55_old_requests.sql has the rules. */
export type OldRequests =
  | {
      readonly kind: "changed";
      readonly status: string;
      readonly interfaceClass: string;
      readonly errorCode: string;
      readonly count: number;
    }
  /** A state of the hospital's own. */
  | { readonly kind: "other-status"; readonly status: string; readonly count: number }
  | { readonly kind: "not-json"; readonly count: number };

export function readOldRequests(row: Row): OldRequests {
  const { old_status: status, interface_class: interfaceClass, error_code: errorCode } = row;
  const count = Number(row.requests);
  if (typeof status !== "string") return { kind: "not-json", count };
  if (typeof interfaceClass !== "string" || typeof errorCode !== "string")
    return { kind: "other-status", status, count };
  return { kind: "changed", status, interfaceClass, errorCode, count };
}
