import { join } from "node:path";
import { localTime } from "../log.ts";
import { isMsgid } from "../msgid.ts";
import { printableInfcode, printableInfno } from "../outcome/printable.ts";
import type { AskedDelivery } from "../run/deliver-spooled.ts";
import type { FinishCall } from "../store/finish.ts";
import type { SpooledFile } from "../store/spool/spooled-files.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { tableOf } from "./table.ts";

/** A file in the answer of `spool list --json` and `spool show --json`. */
export interface SpooledReport {
  readonly file: string;
  readonly state: SpooledFile["state"];
  readonly request_id: number;
  readonly attempt_id: number;
  /** Deliveries that the database did not take. */
  readonly tries: number;
  readonly bytes: number;
  /** ISO 8601 with the zone's offset: when it was written, or its delivery last tried. */
  readonly changed_at: string;
}

/** What `spool list --json` prints. */
export interface SpoolListReport {
  readonly folder: string;
  readonly files: readonly SpooledReport[];
  readonly exit_code: ExitCode;
  readonly message: string;
}

/** What `spool show --json` prints, beside what the list has. Personal data is only in the file. */
export interface SpoolShowReport extends SpooledReport {
  readonly path: string;
  readonly is_damaged: boolean;
  /** What delivering it calls. */
  readonly procedure: string;
  readonly interface_code: string | null;
  readonly msgid: string | null;
  readonly outcome: string | null;
  readonly status: string | null;
  readonly error_code: string | null;
  readonly infcode: string | null;
  readonly http_status: number | null;
  readonly duration_ms: number | null;
  readonly request_characters: number | null;
  readonly reply_characters: number | null;
  /** Why the database did not take it the last time; null where the log does not say it. */
  readonly why: string | null;
  readonly exit_code: ExitCode;
  readonly message: string;
}

/** What `spool deliver --json` prints. */
export interface SpoolDeliverReport {
  readonly stored: number;
  readonly not_stored: number;
  readonly files: readonly (AskedDelivery & { readonly why?: string })[];
  readonly exit_code: ExitCode;
  readonly message: string;
}

function fieldsOf({ file, state, name, bytes, changedAt }: SpooledFile): SpooledReport {
  const { requestId: request_id, attemptId: attempt_id, tries } = name;
  return { file, state, request_id, attempt_id, tries, bytes, changed_at: localTime(changedAt) };
}

export function spoolListReport(folder: string, files: readonly SpooledFile[]): SpoolListReport {
  const counts = Map.groupBy(files, ({ state }) => state);
  const counted = [...counts].map(([state, { length }]) => `${length} ${state}`).join(", ");
  const message =
    files.length === 0 ? "the spool is empty" : `${counted}; processor spool show <file> shows one of them`;
  return { folder, files: files.map(fieldsOf), exit_code: EXIT.success, message };
}

const HEADS = ["FILE", "STATE", "REQUEST", "ATTEMPT", "TRIES", "BYTES", "CHANGED"];

export function spoolListText({ folder, files, message }: SpoolListReport): string {
  if (files.length === 0) return `${folder}: ${message}`;
  const rows = files.map(({ file, state, request_id, attempt_id, tries, bytes, changed_at }) =>
    [file, state, request_id, attempt_id, tries, bytes, changed_at].map(String),
  );
  return `${tableOf([HEADS, ...rows])}\n${folder}: ${message}`;
}

/** @param finish null when the file is damaged */
export function spoolShowReport(
  folder: string,
  file: SpooledFile,
  finish: FinishCall | null,
  why: string | null,
): SpoolShowReport {
  const envelope = envelopeOf(finish?.requestBody ?? null);
  return {
    ...fieldsOf(file),
    path: join(folder, file.file),
    is_damaged: finish === null,
    procedure: "sp_medical_insurance_finish",
    ...envelope,
    outcome: finish?.outcome ?? null,
    status: finish?.status ?? null,
    error_code: finish?.errorCode ?? null,
    infcode: finish?.infcode == null ? null : printableInfcode(finish.infcode),
    http_status: finish?.httpStatus ?? null,
    duration_ms: finish?.durationMs ?? null,
    request_characters: finish?.requestBody?.length ?? null,
    reply_characters: finish?.responseData.length ?? null,
    why: finish === null ? "the file is damaged" : why,
    exit_code: EXIT.success,
    message: nextFor(file, finish === null),
  };
}

/** The two fields of a request that name no person. */
function envelopeOf(requestBody: string | null): Pick<SpoolShowReport, "interface_code" | "msgid"> {
  const [, infno = ""] = /"infno":"([^"]*)"/.exec(requestBody ?? "") ?? [];
  const [, msgid = ""] = /"msgid":"([^"]*)"/.exec(requestBody ?? "") ?? [];
  return { interface_code: printableInfno(infno), msgid: isMsgid(msgid) ? msgid : null };
}

function nextFor({ file, state }: SpooledFile, isDamaged: boolean): string {
  if (isDamaged)
    return "it cannot be delivered: compare with the insurer what became of the request, then move the file away";
  switch (state) {
    case "waiting":
      return `it is delivered by itself; now: processor spool deliver ${file}`;
    case "unfinished":
    case "taken":
      return "another process is writing or delivering it; after a minute it is delivered by itself";
    case "rejected":
      return `remove the cause, then: processor spool deliver ${file}`;
    case "foreign":
      return "it belongs to another database: deliver it with the configuration of that one (--config)";
  }
}

export function spoolShowText(report: SpoolShowReport): string {
  const { is_damaged, request_characters, reply_characters } = report;
  const given = (value: string | number | null): string => (value === null ? "-" : String(value));
  const rows = [
    ["file", report.path],
    ["state", report.state],
    ["request", `${report.request_id}, attempt ${report.attempt_id}`],
    ["interface", given(report.interface_code)],
    ["msgid", given(report.msgid)],
    ["procedure", report.procedure],
    ["outcome", `${given(report.outcome)} ${given(report.status)} ${report.error_code ?? ""}`.trim()],
    ["reply", `infcode ${given(report.infcode)}, HTTP ${given(report.http_status)}, ${given(report.duration_ms)} ms`],
    [
      "size",
      `${report.bytes} bytes: request ${given(request_characters)}, reply ${given(reply_characters)} characters`,
    ],
    ["changed", report.changed_at],
    ["tries", String(report.tries)],
    ["why", report.why ?? "the log of that day does not say why the database did not take it"],
    ["payload", is_damaged ? "-" : "only in the file, because it has personal data"],
    ["next", report.message],
  ];
  return tableOf(rows);
}

export function spoolDeliverReport(files: readonly AskedDelivery[]): SpoolDeliverReport {
  const left = files.filter(({ result }) => result !== "stored");
  const [first] = left;
  const counted = `${files.length - left.length} stored, ${left.length} not stored`;
  return {
    stored: files.length - left.length,
    not_stored: left.length,
    files,
    exit_code: first === undefined ? EXIT.success : EXIT.notStored,
    message:
      files.length === 0
        ? "there is nothing to deliver"
        : first === undefined
          ? counted
          : `${counted}; processor spool list shows where they are, processor doctor looks for the cause`,
  };
}

export function spoolDeliverText({ files, message }: SpoolDeliverReport): string {
  const lines = files.map((each) => `${each.file}: ${each.result}${"why" in each ? `: ${each.why}` : ""}`);
  return [...lines, message].join("\n");
}
