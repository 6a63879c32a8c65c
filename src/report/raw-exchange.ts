import { isJsonObject } from "../json-text.ts";
import type { ShownAttempt } from "../store/show.ts";
import { readDigits } from "./labelled-fields.ts";

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
export function rawText(requestId: number, exchanges: readonly RawExchange[]): string {
  const parts = exchanges.flatMap((each) => {
    const status = each.http_status === null ? "" : `, HTTP ${each.http_status}`;
    return [
      `--- attempt ${each.attempt_no} sent ${each.sent_at ?? ""}${sizeOf(each.sent)}`,
      each.sent === null ? "(nothing is kept)" : withoutControls(each.sent),
      `--- attempt ${each.attempt_no} received${status}${sizeOf(each.received)}${each.received_base64 === null ? "" : ", base64"}`,
      each.received_base64 ?? (each.received === null ? "(nothing came)" : withoutControls(each.received)),
    ];
  });
  return [...(parts.length === 0 ? ["there is no attempt yet"] : parts), `next: processor show ${requestId}`].join(
    "\n",
  );
}

function sizeOf(text: string | null): string {
  return text === null ? "" : `, ${Buffer.byteLength(text)} bytes`;
}

/** A control character is written as \xNN. */
export function withoutControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) =>
    "\n\r\t".includes(character) ? character : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
