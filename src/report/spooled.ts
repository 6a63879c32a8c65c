import { join } from "node:path";
import type { Say, Text } from "../language.ts";
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

export function spoolListReport(folder: string, files: readonly SpooledFile[], say: Say): SpoolListReport {
  const counts = Map.groupBy(files, ({ state }) => state);
  const counted = [...counts]
    .map(([state, { length }]) => `${length} ${say(STATES[state])}`)
    .join(say({ zh: "，", en: ", " }));
  const message =
    files.length === 0
      ? say({ zh: "暂存目录是空的", en: "the spool is empty" })
      : say({
          zh: `${counted}；processor spool show <文件> 显示其中一个`,
          en: `${counted}; processor spool show <file> shows one of them`,
        });
  return { folder, files: files.map(fieldsOf), exit_code: EXIT.success, message };
}

const STATES: Readonly<Record<SpooledFile["state"], Text>> = {
  waiting: { zh: "等待补存", en: "waiting" },
  unfinished: { zh: "没有写完", en: "unfinished" },
  taken: { zh: "正在补存", en: "taken" },
  rejected: { zh: "被拒收", en: "rejected" },
  foreign: { zh: "属于其他数据库", en: "foreign" },
};

const HEADS: readonly Text[] = [
  { zh: "文件", en: "FILE" },
  { zh: "状态", en: "STATE" },
  { zh: "请求", en: "REQUEST" },
  { zh: "尝试", en: "ATTEMPT" },
  { zh: "补存次数", en: "TRIES" },
  { zh: "字节", en: "BYTES" },
  { zh: "更改时间", en: "CHANGED" },
];

export function spoolListText({ folder, files, message }: SpoolListReport, say: Say): string {
  const last = say({ zh: `${folder}：${message}`, en: `${folder}: ${message}` });
  if (files.length === 0) return last;
  const rows = files.map(({ file, state, request_id, attempt_id, tries, bytes, changed_at }) =>
    [file, say(STATES[state]), request_id, attempt_id, tries, bytes, changed_at].map(String),
  );
  return `${tableOf([HEADS.map(say), ...rows])}\n${last}`;
}

/** @param finish null when the file is damaged */
export function spoolShowReport(
  folder: string,
  file: SpooledFile,
  finish: FinishCall | null,
  why: string | null,
  say: Say,
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
    why: finish === null ? say({ zh: "文件已损坏", en: "the file is damaged" }) : why,
    exit_code: EXIT.success,
    message: say(nextFor(file, finish === null)),
  };
}

/** The two fields of a request that name no person. */
function envelopeOf(requestBody: string | null): Pick<SpoolShowReport, "interface_code" | "msgid"> {
  const [, infno = ""] = /"infno":"([^"]*)"/.exec(requestBody ?? "") ?? [];
  const [, msgid = ""] = /"msgid":"([^"]*)"/.exec(requestBody ?? "") ?? [];
  return { interface_code: printableInfno(infno), msgid: isMsgid(msgid) ? msgid : null };
}

function nextFor({ file, state }: SpooledFile, isDamaged: boolean): Text {
  if (isDamaged)
    return {
      zh: "无法补存：请与医保端核对该请求的结果，然后移走这个文件",
      en: "it cannot be delivered: compare with the insurer what became of the request, then move the file away",
    };
  switch (state) {
    case "waiting":
      return {
        zh: `会自动补存；立即补存：processor spool deliver ${file}`,
        en: `it is delivered by itself; now: processor spool deliver ${file}`,
      };
    case "unfinished":
    case "taken":
      return {
        zh: "其他进程正在写入或补存；一分钟之后会自动补存",
        en: "another process is writing or delivering it; after a minute it is delivered by itself",
      };
    case "rejected":
      return {
        zh: `请消除原因，然后执行：processor spool deliver ${file}`,
        en: `remove the cause, then: processor spool deliver ${file}`,
      };
    case "foreign":
      return {
        zh: "属于其他数据库：请用那个数据库的配置（--config）补存",
        en: "it belongs to another database: deliver it with the configuration of that one (--config)",
      };
  }
}

export function spoolShowText(report: SpoolShowReport, say: Say): string {
  const given = (value: string | number | null): string => (value === null ? "-" : String(value));
  const { request_id, attempt_id, is_damaged, bytes } = report;
  const [request, reply] = [given(report.request_characters), given(report.reply_characters)];
  const rows: (readonly [Text, string])[] = [
    [{ zh: "文件", en: "file" }, report.path],
    [{ zh: "状态", en: "state" }, say(STATES[report.state])],
    [
      { zh: "请求", en: "request" },
      say({ zh: `${request_id}，尝试 ${attempt_id}`, en: `${request_id}, attempt ${attempt_id}` }),
    ],
    [{ zh: "接口", en: "interface" }, given(report.interface_code)],
    [{ zh: "msgid", en: "msgid" }, given(report.msgid)],
    [{ zh: "过程", en: "procedure" }, report.procedure],
    [
      { zh: "结果", en: "outcome" },
      `${given(report.outcome)} ${given(report.status)} ${report.error_code ?? ""}`.trim(),
    ],
    [
      { zh: "应答", en: "reply" },
      `infcode ${given(report.infcode)}, HTTP ${given(report.http_status)}, ${given(report.duration_ms)} ms`,
    ],
    [
      { zh: "大小", en: "size" },
      say({
        zh: `${bytes} 字节：请求 ${request} 个字符，应答 ${reply} 个字符`,
        en: `${bytes} bytes: request ${request}, reply ${reply} characters`,
      }),
    ],
    [{ zh: "更改时间", en: "changed" }, report.changed_at],
    [{ zh: "补存次数", en: "tries" }, String(report.tries)],
    [
      { zh: "原因", en: "why" },
      report.why ??
        say({
          zh: "当天的日志没有写明数据库为什么没有它",
          en: "the log of that day does not say why the database did not take it",
        }),
    ],
    [
      { zh: "内容", en: "payload" },
      is_damaged
        ? "-"
        : say({ zh: "只在文件里，因为含有个人信息", en: "only in the file, because it has personal data" }),
    ],
    [{ zh: "下一步", en: "next" }, report.message],
  ];
  return tableOf(rows.map(([name, value]) => [say(name), value]));
}

export function spoolDeliverReport(files: readonly AskedDelivery[], say: Say): SpoolDeliverReport {
  const left = files.filter(({ result }) => result !== "stored").length;
  const stored = files.length - left;
  return {
    stored,
    not_stored: left,
    files,
    exit_code: left === 0 ? EXIT.success : EXIT.notStored,
    message: say(deliveredText(stored, left)),
  };
}

function deliveredText(stored: number, left: number): Text {
  if (stored + left === 0) return { zh: "没有需要补存的", en: "there is nothing to deliver" };
  const counted = { zh: `已补存 ${stored} 个，未补存 ${left} 个`, en: `${stored} stored, ${left} not stored` };
  if (left === 0) return counted;
  return {
    zh: `${counted.zh}；processor spool list 列出它们在哪里，processor doctor 查找原因`,
    en: `${counted.en}; processor spool list shows where they are, processor doctor looks for the cause`,
  };
}

const RESULTS: Readonly<Record<AskedDelivery["result"], Text>> = {
  stored: { zh: "已补存", en: "stored" },
  later: { zh: "以后再补存", en: "later" },
  rejected: { zh: "被拒收", en: "rejected" },
  incomplete: { zh: "没有写完", en: "incomplete" },
};

export function spoolDeliverText({ files, message }: SpoolDeliverReport, say: Say): string {
  const lines = files.map((each) => {
    const result = say(RESULTS[each.result]);
    const why = "why" in each ? say({ zh: `：${each.why}`, en: `: ${each.why}` }) : "";
    return `${say({ zh: `${each.file}：`, en: `${each.file}: ` })}${result}${why}`;
  });
  return [...lines, message].join("\n");
}
