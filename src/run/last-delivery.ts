import { findInLog } from "../log-lines.ts";
import type { SpooledFile } from "../store/spool/spooled-files.ts";
import type { Dependencies } from "./dependencies.ts";

const MESSAGES: readonly unknown[] = ["not stored", "spooled finish"];

/** Why the database did not take a spooled file the last time, as the log of that day has it; null where it does not. */
export async function lastCauseOf(
  { name, changedAt }: SpooledFile,
  logging: Dependencies["configuration"]["logging"],
): Promise<string | null> {
  const lines = await findInLog(logging, changedAt, `"request_id":${name.requestId},`);
  const last = lines.findLast(
    ({ message, request_id, attempt_id }) =>
      MESSAGES.includes(message) &&
      request_id === name.requestId &&
      (attempt_id === undefined || attempt_id === name.attemptId),
  );
  return typeof last?.cause === "string" ? last.cause : null;
}
