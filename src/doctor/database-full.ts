import { isNoSpace } from "../store/failure.ts";
import { type Finding, fail } from "./check.ts";

/** As session.ts writes the cause of a refused call. */
export function isFullCause(cause: string): boolean {
  const [, number] = /^error (\d+) /.exec(cause) ?? [];
  return number !== undefined && isNoSpace(Number(number));
}

export function fullText(cause: string): Finding {
  return fail(
    "database-full",
    `the database has no space for a reply (${cause})`,
    cause.includes("9002")
      ? "the DBA backs up or enlarges the transaction log of the HIS database"
      : "the DBA enlarges the files of the HIS database, or makes space on their disk",
    "processor spool deliver",
  );
}
