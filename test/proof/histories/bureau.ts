import type { Clock } from "../../../src/clock.ts";
import type { InsurerConnection } from "../../../src/sending/connection.ts";
import type { Transport } from "../../../src/sending/send-once.ts";
import type { Steps } from "./steps.ts";

const CONNECT_MS = 10;
const ACT_MS = 50;

/** One POST that left. */
export interface Sending {
  readonly number: number;
  readonly process: number;
  readonly msgid: string;
  /** Null until the bureau has decided. */
  fate: BureauFate | null;
}

/** What the bureau does with a request; the first is the good one, which every exhausted history meets. */
const FATES = ["good", "refused", "zero-with-error", "lost-before", "lost-after", "garbage", "gateway"] as const;
export type BureauFate = (typeof FATES)[number];

/** A bureau that counts what reaches it and answers as each step's fate has it. */
export function openBureau(steps: Steps, onSending: (sending: Sending) => void, onReply: (sending: Sending) => void) {
  const sendings: Sending[] = [];
  let isAway = false;
  const connectInsurer =
    (process: number, clock: Clock): Transport["connect"] =>
    async (_settings, timeoutMs) => {
      const untilMs = clock.elapsedMs() + timeoutMs;
      const fate = await steps.reach(process, CONNECT_MS);
      if (fate === 1 || isAway) return { reason: "not-sent", step: "connect", cause: "ECONNREFUSED" };
      if (clock.elapsedMs() > untilMs) return { reason: "not-sent", step: "connect", cause: "timed out" };
      return { close: () => {}, post: ({ body }) => post(process, body, clock, untilMs) };
    };
  const post = async (
    process: number,
    body: Buffer,
    clock: Clock,
    untilMs: number,
  ): ReturnType<InsurerConnection["post"]> => {
    const { msgid } = JSON.parse(body.toString("utf8"));
    const sending: Sending = { number: sendings.length + 1, process, msgid, fate: null };
    sendings.push(sending);
    onSending(sending);
    sending.fate = FATES[await steps.reach(process, ACT_MS)] ?? "good";
    await steps.reach(process, ACT_MS);
    if (sending.fate === "lost-before" || sending.fate === "lost-after" || clock.elapsedMs() > untilMs) {
      return { reason: "answer-lost", cause: "ECONNRESET", httpStatus: null, raw: null };
    }
    if (sending.fate !== "garbage" && sending.fate !== "gateway") onReply(sending);
    return { httpStatus: 200, headers: {}, body: Buffer.from(replyText(sending.number, sending.fate)) };
  };
  const setAway = (away: boolean): void => {
    isAway = away;
  };
  return { sendings, connectInsurer, setAway };
}

/** Each reply is unlike every other, so that it can be found wherever it was put. */
export function replyText(number: number, fate: BureauFate): string {
  switch (fate) {
    case "refused":
      return `{"infcode":-1,"err_msg":"拒绝","output":null,"reply":${number}}`;
    case "zero-with-error":
      return `{"infcode":"0","err_msg":"FSI-错误","output":null,"reply":${number}}`;
    case "garbage":
      return `<html>502, reply ${number}</html>`;
    case "gateway":
      return '{"code":401,"message":"签名不一致!"}';
    default:
      return `{"infcode":0,"err_msg":"","output":{"reply":${number}}}`;
  }
}
