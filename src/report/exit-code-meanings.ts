import { EXIT } from "./exit-code.ts";
import { tableOf } from "./table.ts";

/** The table of the README, row by row. */
const MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  success: "success",
  defect: "a defect of the processor",
  usage:
    "the command line or the configuration is wrong, or the database refused a call (for example, its objects have another version, or it was restored and a DBA has not accepted it), or `db check` found differences, or a check of `doctor` failed. No request was claimed",
  notClaimed:
    "there is no such request, or it cannot be claimed: another process has it; it has ended; or its replay must be confirmed or is refused (also: the spool has a reply to it that cannot be delivered)",
  inputInvalid: "wrong input or unknown interface; nothing was sent",
  refused: "the insurer refused",
  notSent: "nothing was sent, or the gateway refused the request and the core system did not receive it",
  unknown: "the request was sent, or may have been sent, and there is no reply that can be read",
  notStored:
    "one of three cases. (a) The database could not be reached (the processor tries until 5 s before the deadline), or TLS or the login failed; the request was not sent. (b) The database did not store the outcome; the outcome is in the spool, unless the log says that the spool failed too. (c) The process had to be ended at its deadline before it had printed its result; read the row in the view",
};

/** `processor help exit-codes`. */
export function exitCodesText(): string {
  const rows = Object.entries(MEANINGS).map(([name, meaning]) => [String(EXIT[name as keyof typeof EXIT]), meaning]);
  return tableOf(rows).trimEnd();
}
