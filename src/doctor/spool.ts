import type { LoggingSettings } from "../log.ts";
import { lastCauseOf } from "../run/last-delivery.ts";
import type { Spool } from "../store/spool/spool.ts";
import type { SpooledFile } from "../store/spool/spooled-files.ts";
import { type Finding, fail, pass, warn } from "./check.ts";
import { fullText, isFullCause } from "./database-full.ts";

/** So many files are looked up in the log; those of one fault have one cause. */
const MOST_LOOKED_UP = 5;

export interface SpoolFindings {
  readonly spool: Finding;
  /** What the database said to the last replies that it did not take; null: nothing about its space. */
  readonly space: Finding | null;
}

/** What lies in the spool, and whether a full database is why. */
export async function checkSpool(spool: Spool, logging: LoggingSettings): Promise<SpoolFindings> {
  const files = spool.list();
  const waiting = files.filter(({ state }) => state !== "rejected" && state !== "foreign");
  const rejected = files.filter(({ state }) => state === "rejected");
  const cause = await fullCauseOf(waiting, logging);
  return { spool: findingOf(waiting.length, rejected.length), space: cause === null ? null : fullText(cause) };
}

function findingOf(waiting: number, rejected: number): Finding {
  if (rejected > 0) {
    return fail(
      "replies-rejected",
      {
        zh: `${rejected} 个应答被数据库拒收，或已损坏；${waiting} 个等待补存`,
        en: `${rejected} replies were refused by the database for good, or are damaged; ${waiting} wait`,
      },
      { zh: "查看并消除原因，再补存", en: "see why, remove the cause, and deliver them" },
      "processor spool list",
    );
  }
  if (waiting === 0) return pass({ zh: "是空的", en: "it is empty" });
  return warn(
    { zh: `${waiting} 个应答等待补存到数据库`, en: `${waiting} replies wait for the database` },
    { zh: "立即补存", en: "deliver them now" },
    "processor spool deliver",
  );
}

async function fullCauseOf(files: readonly SpooledFile[], logging: LoggingSettings): Promise<string | null> {
  const latest = [...files].sort((one, other) => other.changedAt.getTime() - one.changedAt.getTime());
  for (const file of latest.slice(0, MOST_LOOKED_UP)) {
    const cause = await lastCauseOf(file, logging);
    if (cause !== null && isFullCause(cause)) return cause;
  }
  return null;
}
