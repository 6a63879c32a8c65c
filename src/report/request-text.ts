import type { Say, Text } from "../language.ts";
import type { LabelledField } from "./labelled-fields.ts";
import { nextText } from "./request-list.ts";
import type { RequestSheet, SheetAttempt } from "./request-sheet.ts";
import { tableOf } from "./table.ts";

/** Hidden values of a long reply say nothing; revealed, all are shown. */
const HIDDEN_FIELDS_SHOWN = 12;

/** `processor show` for a person: one screen unless values are revealed. */
export function requestText(sheet: RequestSheet, isRevealed: boolean, say: Say): string {
  const parts = [
    tableOf(factRows(sheet, say)),
    attemptsText(sheet.attempts, say),
    fieldsText(say({ zh: "入参", en: "input" }), sheet.input, isRevealed, say),
    fieldsText(say({ zh: "应答", en: "reply" }), sheet.reply?.output ?? [], isRevealed, say),
    sheet.next_action === null ? "" : `${say({ zh: "处理办法", en: "what to do" })}\n  ${sheet.next_action}`,
    nextText(sheet.next_command, say),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function factRows(sheet: RequestSheet, say: Say): string[][] {
  const { request_time: time, mode, interface_class, lease, reply, later_request_id: later } = sheet;
  const rows: (readonly [string, string | null])[] = [
    [
      say({ zh: `请求 ${sheet.request_id}`, en: `request ${sheet.request_id}` }),
      joined(" ", [sheet.interface_code ?? "?", sheet.interface_name]),
    ],
    [
      say({ zh: "提交", en: "asked" }),
      say({
        zh: `${time}，模式 ${mode}，类别 ${interface_class}`,
        en: `${time}, mode ${mode}, class ${interface_class}`,
      }),
    ],
    [say({ zh: "状态", en: "state" }), joined(" ", [sheet.status, sheet.result_status, sheet.error_code])],
    ["msgid", sheet.msgid],
    [say({ zh: "处理中", en: "in work" }), lease === null ? null : leaseText(lease, say)],
    [
      say({ zh: "同一业务", en: "same act" }),
      later === null
        ? null
        : say({
            zh: `后来又提交了请求 ${later}，是同一笔业务`,
            en: `request ${later} was stored later for the same act`,
          }),
    ],
    ["infcode", reply?.infcode ?? null],
    ["err_msg", reply?.err_msg ?? null],
    [
      say({ zh: "应答", en: "answered" }),
      reply === null ? null : joined(say(COMMA), [reply.received_at, milliseconds(reply.duration_ms)]),
    ],
    [say({ zh: "登记", en: "recorded" }), recordText(sheet.resolution, say)],
  ];
  return rows.flatMap(([name, value]) => (value === null || value === "" ? [] : [[name, oneLine(value)]]));
}

function leaseText({ owner, until, seconds_left }: NonNullable<RequestSheet["lease"]>, say: Say): string {
  const whose = owner ?? "?";
  return seconds_left > 0
    ? say({
        zh: `${whose}，到 ${until} 为止（还有 ${seconds_left} 秒）`,
        en: `${whose}, until ${until} (${seconds_left} s left)`,
      })
    : say({
        zh: `${whose}，租约已到期 ${-seconds_left} 秒：进程已不存在`,
        en: `${whose}, its lease ended ${-seconds_left} s ago: the process is gone`,
      });
}

function recordText(resolution: RequestSheet["resolution"], say: Say): string | null {
  if (resolution === null) return null;
  const { resolution: what, by, at, reference, note } = resolution;
  return joined(say(COMMA), [say({ zh: `${what}，由 ${by}`, en: `${what} by ${by}` }), at, reference, note]);
}

function attemptsText(attempts: readonly SheetAttempt[], say: Say): string {
  return attempts
    .map((attempt) => {
      const { attempt_no: no, sent_at: sent, opened_at: opened, requested_by: by } = attempt;
      const facts = [
        sent === null
          ? say({ zh: `开始 ${opened}`, en: `opened ${opened}` })
          : say({ zh: `发送 ${sent}`, en: `sent ${sent}` }),
        attempt.http_status === null ? null : `HTTP ${attempt.http_status}`,
        milliseconds(attempt.duration_ms),
        by === null ? null : say({ zh: `由 ${by} 发起`, en: `asked by ${by}` }),
      ];
      const cause = attempt.cause === null ? null : oneLine(attempt.cause);
      return [
        say({
          zh: `第 ${no} 次尝试  ${attempt.outcome}：${attempt.certainty}`,
          en: `attempt ${no}  ${attempt.outcome}: ${attempt.certainty}`,
        }),
        `  ${joined(say(COMMA), facts)}`,
        ...(cause === null ? [] : [say({ zh: `  原因：${cause}`, en: `  cause: ${cause}` })]),
      ].join("\n");
    })
    .join("\n");
}

function fieldsText(part: string, fields: readonly LabelledField[], isRevealed: boolean, say: Say): string {
  if (fields.length === 0) return "";
  const shown = isRevealed ? fields : fields.slice(0, HIDDEN_FIELDS_SHOWN);
  const more = fields.length - shown.length;
  const rows = shown.map(({ path, label, value }) => [`  ${label}`, path, oneLine(value)]);
  return [
    isRevealed
      ? part
      : say({ zh: `${part}（值已隐藏，加 --reveal 显示）`, en: `${part} (values are hidden; --reveal shows them)` }),
    tableOf(rows),
    ...(more > 0 ? [say({ zh: `  另有 ${more} 个`, en: `  and ${more} more` })] : []),
  ].join("\n");
}

const COMMA: Text = { zh: "，", en: ", " };

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
