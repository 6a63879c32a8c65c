import type { LabelledField } from "./labelled-fields.ts";
import type { RequestSheet, SheetAttempt } from "./request-sheet.ts";
import { tableOf } from "./table.ts";

/** Hidden values of a long reply say nothing; revealed, all are shown. */
const HIDDEN_FIELDS_SHOWN = 12;

/** `processor show` for a person: one screen unless values are revealed. */
export function requestText(sheet: RequestSheet, isRevealed: boolean): string {
  const parts = [
    tableOf(factRows(sheet)),
    attemptsText(sheet.attempts),
    fieldsText("input", sheet.input, isRevealed),
    fieldsText("reply", sheet.reply?.output ?? [], isRevealed),
    sheet.next_action === null ? "" : `what to do\n  ${sheet.next_action}`,
    `next: ${sheet.next_command}`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function factRows(sheet: RequestSheet): string[][] {
  const { lease, reply, resolution } = sheet;
  const rows: (readonly [string, string | null])[] = [
    [`request ${sheet.request_id}`, joined(" ", [sheet.interface_code ?? "?", sheet.interface_name])],
    ["asked", `${sheet.request_time}, mode ${sheet.mode}, class ${sheet.interface_class}`],
    ["state", joined(" ", [sheet.status, sheet.result_status, sheet.error_code])],
    ["msgid", sheet.msgid],
    ["in work", lease === null ? null : `${lease.owner ?? "?"}, ${leaseText(lease)}`],
    [
      "same act",
      sheet.later_request_id === null ? null : `request ${sheet.later_request_id} was stored later for the same act`,
    ],
    ["infcode", reply?.infcode ?? null],
    ["err_msg", reply?.err_msg ?? null],
    ["answered", reply === null ? null : joined(", ", [reply.received_at, milliseconds(reply.duration_ms)])],
    [
      "recorded",
      resolution === null
        ? null
        : joined(", ", [
            `${resolution.resolution} by ${resolution.by}`,
            resolution.at,
            resolution.reference,
            resolution.note,
          ]),
    ],
  ];
  return rows.flatMap(([name, value]) => (value === null || value === "" ? [] : [[name, oneLine(value)]]));
}

function leaseText({ until, seconds_left }: NonNullable<RequestSheet["lease"]>): string {
  return seconds_left > 0
    ? `until ${until} (${seconds_left} s left)`
    : `its lease ended ${-seconds_left} s ago: the process is gone`;
}

function attemptsText(attempts: readonly SheetAttempt[]): string {
  return attempts
    .map((attempt) => {
      const facts = [
        attempt.sent_at === null ? `opened ${attempt.opened_at}` : `sent ${attempt.sent_at}`,
        attempt.http_status === null ? null : `HTTP ${attempt.http_status}`,
        milliseconds(attempt.duration_ms),
        attempt.requested_by === null ? null : `asked by ${attempt.requested_by}`,
      ];
      return [
        `attempt ${attempt.attempt_no}  ${attempt.outcome}: ${attempt.certainty}`,
        `  ${joined(", ", facts)}`,
        ...(attempt.cause === null ? [] : [`  cause: ${oneLine(attempt.cause)}`]),
      ].join("\n");
    })
    .join("\n");
}

function fieldsText(part: string, fields: readonly LabelledField[], isRevealed: boolean): string {
  if (fields.length === 0) return "";
  const shown = isRevealed ? fields : fields.slice(0, HIDDEN_FIELDS_SHOWN);
  const more = fields.length - shown.length;
  const rows = shown.map(({ path, label, value }) => [`  ${label}`, path, oneLine(value)]);
  return [
    isRevealed ? part : `${part} (values are hidden; --reveal shows them)`,
    tableOf(rows),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join("\n");
}

function milliseconds(ms: number | null): string | null {
  return ms === null ? null : `${ms} ms`;
}

function joined(separator: string, texts: readonly (string | null)[]): string {
  return texts.filter((text) => text !== null && text !== "").join(separator);
}

/** A control character in a value must not reach the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
