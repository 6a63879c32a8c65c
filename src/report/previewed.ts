import type { Field } from "../interfaces/field.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json-text.ts";
import type { Say } from "../language.ts";
import { outcomeInEnglish } from "../outcome/in-english.ts";
import type { PlannedReplay } from "../run/replay-plan.ts";
import type { ComposedReplay, ReplayPreview } from "../run/replay-preview.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { HIDDEN, hiddenValues, labelledFields, readDigits } from "./labelled-fields.ts";
import { withoutControls } from "./raw-exchange.ts";
import { plannedJson, type ReplayedRequest, replayPlanText } from "./replayed.ts";
import { tableOf } from "./table.ts";

/** What `replay --dry-run --json` prints of a request. */
export interface PreviewedRequest extends Omit<ReplayedRequest, "result"> {
  /** Null: nothing would be sent, `fault` says why; or there is no such request. */
  readonly request: {
    readonly method: "POST";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  } | null;
  readonly fault: string | null;
  /** Whether the claim makes a new msgid, which has its place in the body. */
  readonly msgid: "same" | "new" | null;
  /** The attempt that it is compared with; null: what the spool has of a later one, or none. */
  readonly last_attempt: number | null;
  /** Null: nothing is kept of an earlier sending. msgid and inf_time are not compared. */
  readonly differences: readonly Difference[] | null;
  /** So many outcomes of it wait in the spool, and are delivered first; null: the spool cannot be read. */
  readonly spooled: number | null;
}

/** A value that differs; null: it is not there. */
interface Difference {
  readonly path: string;
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A request with its preview; null: there is no such request. */
export interface Previewed {
  readonly planned: PlannedReplay;
  readonly preview: ReplayPreview | null;
  /** The input's fields, where the interface has a schema. */
  readonly field: Field | undefined;
}

export function previewedJson({ planned, preview, field }: Previewed, isRevealed: boolean): PreviewedRequest {
  const composed = preview?.composed;
  const request = composed?.reason === "composed" ? composed : null;
  return {
    ...plannedJson(planned),
    request: request === null ? null : requestOf(request, field, isRevealed),
    fault: composed === undefined || composed.reason === "composed" ? null : outcomeInEnglish(composed),
    msgid: request === null ? null : request.isNewMsgid ? "new" : "same",
    last_attempt: preview?.last?.attemptNo ?? null,
    differences:
      request === null || !preview?.last
        ? null
        : differencesOf(preview.last.body, request.post.body.toString("utf8"), { field, request, isRevealed }),
    spooled: preview?.spooled ?? null,
  };
}

/** 0: each would be sent; 4: an input has a fault; 3: one would not be sent. */
export function exitCodeOfPreviews(previewed: readonly PreviewedRequest[]): ExitCode {
  if (previewed.some(({ fault }) => fault !== null)) return EXIT.inputInvalid;
  return previewed.every(({ plan }) => plan === "send") ? EXIT.success : EXIT.notClaimed;
}

/** For a person: what happens to each, then each request as it would be sent. */
export function previewText(
  planned: readonly PlannedReplay[],
  { isCut, isRevealed }: { readonly isCut: boolean; readonly isRevealed: boolean },
  previewed: readonly PreviewedRequest[],
  say: Say,
): string {
  const hint = say({ zh: "值已隐藏，加 --reveal 显示", en: "values are hidden; --reveal shows them" });
  const next = say({
    zh: "下一步：同一命令，去掉 --dry-run",
    en: "next: the same command without --dry-run",
  });
  const first = say({ zh: "试运行：不认领，不发送", en: "dry run: nothing is claimed, nothing is sent" });
  return [
    [first, replayPlanText(planned, isCut, say)].join("\n"),
    ...previewed.filter(({ interface_class }) => interface_class !== null).map((each) => requestText(each, say)),
    [...(isRevealed ? [] : [hint]), next].join("\n"),
  ].join("\n\n");
}

function requestText(each: PreviewedRequest, say: Say): string {
  const { request_id: id, request, fault } = each;
  if (request === null) return `--- ${say({ zh: `请求 ${id}：${fault}`, en: `request ${id}: ${fault}` })}`;
  const { url, headers, body } = request;
  return [
    `--- ${say({ zh: `请求 ${id} 将这样发送`, en: `request ${id} would be sent as` })}`,
    `POST ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    withoutControls(body),
    `--- ${say({ zh: `请求 ${id} 真正发送时`, en: `request ${id} at the real sending` })}`,
    say(
      each.msgid === "new"
        ? {
            zh: "msgid：数据库换新的，因为医保端已应答，或没有本机构的 msgid",
            en: "msgid: a new one, which the database makes, because the insurer has replied or there is none of this institution",
          }
        : { zh: "msgid：不变", en: "msgid: the same" },
    ),
    say({
      zh: "inf_time、_api_timestamp、_api_signature：当时的值；HTTP 另加 Host、Content-Length 和 Connection",
      en: "inf_time, _api_timestamp, _api_signature: of that moment; HTTP adds Host, Content-Length and Connection",
    }),
    ...spoolLines(each, say),
    ...differenceLines(each, say),
  ].join("\n");
}

function spoolLines({ spooled }: PreviewedRequest, say: Say): string[] {
  if (spooled === 0) return [];
  return [
    say(
      spooled === null
        ? { zh: "暂存目录无法读取：不会发送", en: "the spool cannot be read: nothing would be sent" }
        : {
            zh: `暂存目录里有它的 ${spooled} 个结果：先补存，再由认领判断`,
            en: `the spool has ${spooled} outcome(s) of it: they are delivered first, and the claim decides then`,
          },
    ),
  ];
}

function differenceLines({ request_id: id, differences, last_attempt: no }: PreviewedRequest, say: Say): string[] {
  if (differences === null)
    return [
      `--- ${say({ zh: `请求 ${id}：没有保存以前发送的内容`, en: `request ${id}: nothing is kept of an earlier sending` })}`,
    ];
  const last = say(
    no === null
      ? { zh: "上一次发送（在暂存目录里）", en: "the last sending, which is in the spool" }
      : { zh: `第 ${no} 次尝试`, en: `attempt ${no}` },
  );
  if (differences.length === 0)
    return [
      `--- ${say({ zh: `请求 ${id} 与${last}的内容相同`, en: `request ${id} has the same content as ${last}` })}`,
    ];
  const none = say({ zh: "（无）", en: "(none)" });
  const value = (text: string | null): string => (text === null ? none : withoutControls(text));
  const rows = differences.map(({ path, label, before, after }) => [
    `  ${label}`,
    path,
    `${value(before)} -> ${value(after)}`,
  ]);
  return [
    `--- ${say({ zh: `请求 ${id} 与${last}不同之处`, en: `request ${id} differs from ${last}` })}`,
    tableOf(rows),
  ];
}

/** Both tell the insurer who sends; the secret itself is in neither. */
const HIDDEN_HEADERS = ["_api_access_key", "_api_signature"];

function requestOf(
  composed: ComposedReplay,
  field: Field | undefined,
  isRevealed: boolean,
): NonNullable<PreviewedRequest["request"]> {
  const { url, headers, body } = composed.post;
  const text = body.toString("utf8");
  return {
    method: "POST",
    url: withoutQueryValues(url),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, HIDDEN_HEADERS.includes(name) ? HIDDEN : value]),
    ),
    body: isRevealed ? text : JSON.stringify(hiddenEnvelope(bodyOf(text), composed, field)),
  };
}

/** A login or a key in the configuration's address is a secret. */
function withoutQueryValues(text: string): string {
  const url = new URL(text);
  const names = [...url.searchParams.keys()].map((name) => `${name}=${HIDDEN}`);
  return `${url.origin}${url.pathname}${names.length === 0 ? "" : `?${names.join("&")}`}`;
}

function bodyOf(text: string): JsonObject {
  const body = readDigits(text);
  return isJsonObject(body) ? body : {};
}

function hiddenEnvelope(body: JsonObject, composed: ComposedReplay, field: Field | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      name === "input" ? hiddenValues(value, field) : shownOfEnvelope(name, value, composed),
    ]),
  );
}

/** Made by this program. */
const OWN_FIELDS = ["infno", "msgid", "inf_time", "fixmedins_code"];
/** They name no person and open nothing. */
const PLAIN_FIELDS = [
  "mdtrtarea_admvs",
  "insuplc_admdvs",
  "recer_sys_code",
  "infver",
  "opter_type",
  "fixmedins_name",
  "signtype",
];

/** What a call has set in the envelope may be anything that HIS wrote. */
function shownOfEnvelope(name: string, value: JsonValue, { configured }: ComposedReplay): string {
  const text = String(value ?? "");
  const isPlain = OWN_FIELDS.includes(name) || (PLAIN_FIELDS.includes(name) && configured[name] === text);
  return text === "" || isPlain ? text : HIDDEN;
}

interface Shown {
  readonly path: string;
  readonly label: string;
  readonly value: string;
  readonly shown: string;
}

const NOT_COMPARED = ["msgid", "inf_time"];

function differencesOf(
  before: string,
  after: string,
  how: { readonly field: Field | undefined; readonly request: ComposedReplay; readonly isRevealed: boolean },
): Difference[] {
  const valuesOf = (text: string): ReadonlyMap<string, Shown> => {
    const { input = {}, ...envelope } = bodyOf(text);
    const revealed = labelledFields(input, how.field, true);
    const hidden = labelledFields(input, how.field, false);
    const values = new Map<string, Shown>();
    for (const [name, value] of Object.entries(envelope)) {
      if (NOT_COMPARED.includes(name)) continue;
      const real = String(value);
      const shown = how.isRevealed ? real : shownOfEnvelope(name, value, how.request);
      values.set(name, { path: name, label: "", value: real, shown });
    }
    for (const [index, { path, label, value }] of revealed.entries()) {
      const masked = (how.isRevealed ? revealed : hidden)[index];
      values.set(`input.${path}`, {
        path: `input.${masked?.path ?? ""}`,
        label,
        value,
        shown: masked?.value ?? HIDDEN,
      });
    }
    return values;
  };
  const [old, now] = [valuesOf(before), valuesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const either = is ?? was;
    if (either === undefined || was?.value === is?.value) return [];
    return [{ path: either.path, label: either.label, before: was?.shown ?? null, after: is?.shown ?? null }];
  });
}
