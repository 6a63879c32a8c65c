import type { Text } from "../language.ts";

/** fail: requests cannot be processed, or are lost. warn: it works, and will not for long. skip: it could not be looked at. */
export type CheckResult = "pass" | "warn" | "fail" | "skip";

/** What a check found. */
export interface Finding {
  readonly result: CheckResult;
  readonly finding: Text;
  /** What to do; null where nothing is to be done. */
  readonly remedy: Text | null;
  /** One word for programs; null where nothing is wrong, or no word is documented. */
  readonly cause: Cause | null;
  /** The command to run next; null: none. */
  readonly next: string | null;
}

export interface Check extends Finding {
  readonly name: CheckName;
}

/** In the order in which a request passes them. */
export const CHECK_NAMES = [
  "configuration",
  "executable",
  "program-folder",
  "log-folder",
  "spool-folder",
  "disk",
  "spool",
  "database",
  "database-tls",
  "database-role",
  "database-version",
  "database-accepted",
  "database-durability",
  "database-space",
  "database-clock",
  "code-page",
  "processor-path",
  "requests",
  "held-calls",
  "unreconciled",
  "insurer-name",
  "insurer",
  "insurer-tls",
  "insurer-clock",
  "signature",
] as const;

export type CheckName = (typeof CHECK_NAMES)[number];

export type Cause =
  | "configuration-faulty"
  | "insurer-refused"
  | "insurer-silent"
  | "insurer-unreachable"
  | "insurer-name-unknown"
  | "insurer-tls"
  | "wrong-secret"
  | "clock"
  | "database-away"
  | "database-tls"
  | "login-refused"
  | "database-full"
  | "role-missing"
  | "version"
  | "not-accepted"
  | "log-not-writable"
  | "spool-not-writable"
  | "disk-full"
  | "replies-rejected";

export function pass(finding: Text): Finding {
  return { result: "pass", finding, remedy: null, cause: null, next: null };
}

export function skip(finding: Text, remedy: Text | null = null): Finding {
  return { result: "skip", finding, remedy, cause: null, next: null };
}

export function warn(finding: Text, remedy: Text, next: string | null = null): Finding {
  return { result: "warn", finding, remedy, cause: null, next };
}

export function fail(cause: Cause, finding: Text, remedy: Text, next: string | null = null): Finding {
  return { result: "fail", finding, remedy, cause, next };
}
