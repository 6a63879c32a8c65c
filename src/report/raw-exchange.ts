import { isJsonObject } from "../json-text.ts";
import type { Say } from "../language.ts";
import type { ShownAttempt } from "../store/show.ts";
import { readDigits } from "./labelled-fields.ts";
import { nextText } from "./request-list.ts";

/** What one attempt sent and what came, as it travelled. */
export interface RawExchange {
  readonly attempt_no: number;
  readonly msgid: string;
  readonly outcome: ShownAttempt["outcome"];
  readonly sent_at: string | null;
  readonly http_status: number | null;
  /** The body of the request; null: nothing was sent, or its process has not reported. */
  readonly sent: string | null;
  /** The body of the reply; null: none came, or its bytes are not a text. */
  readonly received: string | null;
  /** The same, where its bytes are not a text. */
  readonly received_base64: string | null;
}

export function rawExchanges(attempts: readonly ShownAttempt[]): readonly RawExchange[] {
  return attempts.map(({ attempt_no, msgid, outcome, sent_at, http_status, request_body, response_data }) => ({
    attempt_no,
    msgid,
    outcome,
    sent_at,
    http_status,
    sent: request_body,
    ...receivedOf(outcome, response_data),
  }));
}

/** The text of an error is ours; what came is in its `raw` or `raw_base64`. So are the bytes of a reply that the database cannot keep. */
function receivedOf(
  outcome: ShownAttempt["outcome"],
  responseData: string | null,
): Pick<RawExchange, "received" | "received_base64"> {
  const read = responseData === null ? undefined : readDigits(responseData);
  if (isJsonObject(read) && typeof read.raw_base64 === "string")
    return { received: null, received_base64: read.raw_base64 };
  if (outcome === "REPLIED") return { received: responseData, received_base64: null };
  const raw = isJsonObject(read) ? read.raw : undefined;
  return { received: typeof raw === "string" ? raw : null, received_base64: null };
}

/** For a terminal: each body between two lines that say what it is. */
export function rawText(requestId: number, exchanges: readonly RawExchange[], say: Say): string {
  const parts = exchanges.flatMap((each) => {
    const status = each.http_status === null ? "" : `, HTTP ${each.http_status}`;
    return [
      `--- ${say({ zh: `第 ${each.attempt_no} 次尝试发送`, en: `attempt ${each.attempt_no} sent` })} ${each.sent_at ?? ""}${sizeOf(each.sent, say)}`,
      each.sent === null ? say({ zh: "（没有保存）", en: "(nothing is kept)" }) : withoutControls(each.sent),
      `--- ${say({ zh: `第 ${each.attempt_no} 次尝试收到`, en: `attempt ${each.attempt_no} received` })}${status}${sizeOf(each.received, say)}${each.received_base64 === null ? "" : ", base64"}`,
      each.received_base64 ??
        (each.received === null ? say({ zh: "（没有收到）", en: "(nothing came)" }) : withoutControls(each.received)),
    ];
  });
  const lines = parts.length === 0 ? [say({ zh: "还没有尝试", en: "there is no attempt yet" })] : parts;
  return [...lines, nextText(`processor show ${requestId}`, say)].join("\n");
}

function sizeOf(text: string | null, say: Say): string {
  if (text === null) return "";
  const bytes = Buffer.byteLength(text);
  return say({ zh: `，${bytes} 字节`, en: `, ${bytes} bytes` });
}

/** A control character is written as \xNN. */
export function withoutControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) =>
    "\n\r\t".includes(character) ? character : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
