import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file that a run left in its spool. */
export interface SpooledFile {
  readonly name: string;
  /** Permission bits, such as 0o600. */
  readonly mode: number;
  readonly finish: Readonly<Record<string, unknown>>;
}

/** The finish calls that wait in the spool, or those that the database refused for good. */
export function readSpool(folder: string, which: "waiting" | "rejected" = "waiting"): readonly SpooledFile[] {
  const spool = join(folder, "logs", "spool", which === "rejected" ? "rejected" : "");
  return namesIn(spool)
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({
      name,
      mode: statSync(join(spool, name)).mode & 0o777,
      finish: JSON.parse(readFileSync(join(spool, name), "utf8")),
    }));
}

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string; readonly level: string };

/** All lines of all days, in the order of the files' names. */
export function readLog(folder: string): readonly LogLine[] {
  return readLogText(folder)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

export function readLogText(folder: string): string {
  const logs = join(folder, "logs");
  return namesIn(logs)
    .filter((name) => /^processor-\d{4}-\d{2}-\d{2}\.log$/.test(name))
    .map((name) => readFileSync(join(logs, name), "utf8"))
    .join("");
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // Nothing was ever written there.
    return [];
  }
}
