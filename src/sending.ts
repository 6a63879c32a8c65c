import { classifyAnswer } from "./classification.ts";
import { type Clock, formatLocalTime } from "./clock.ts";
import type { SdkSettings } from "./config/configuration.ts";
import { serialiseEnvelope } from "./envelope.ts";
import type { Line, Post } from "./insurer.ts";
import type { NotSent, Outcome } from "./outcome.ts";
import type { Prepared } from "./preparation.ts";
import { csbHeaders, type SignedParameters } from "./signature.ts";

/** The message that all attempts of one run send. */
export interface Message {
  readonly infno: string;
  readonly msgid: string;
  readonly prepared: Prepared;
  /** The local time now; its UTC fields are the local ones. */
  readonly localTime: () => Date;
}

/** One attempt while it lasts; what it has come to must be known even if a defect ends it. */
export interface AttemptUnderWay {
  readonly attemptId: number;
  /** On the clock's scale. */
  readonly startedMs: number;
  /** The envelope; null until one is made. */
  body: string | null;
  /** The local time of the first byte; null while nothing has left. */
  sentAt: Date | null;
}

export interface Transport {
  readonly settings: SdkSettings;
  readonly openLine: (settings: SdkSettings, timeoutMs: number) => Promise<Line | NotSent>;
  readonly clock: Clock;
}

/**
 * Makes one attempt: connect, look at the time, sign, POST, classify.
 * @param endsAt no byte leaves, and no answer is awaited, from here on; on the clock's scale
 */
export async function sendOnce(
  attempt: AttemptUnderWay,
  message: Message,
  transport: Transport,
  endsAt: number,
): Promise<Outcome> {
  const { settings, openLine, clock } = transport;
  const timeLeftMs = Math.min(settings.timeoutMs, endsAt - clock.elapsedMs());
  if (timeLeftMs <= 0) return { reason: "deadline" };
  const line = await openLine(settings, timeLeftMs);
  if ("reason" in line) return line;
  // Closed whatever happens: an open connection would hold the process until its hard deadline.
  try {
    const post = makePost(message, settings, clock.epochMs());
    attempt.body = post.body.toString("utf8");
    // The machine may have slept while the connection was made; whoever holds the request by now may have sent it.
    if (clock.elapsedMs() >= endsAt) return { reason: "deadline" };
    attempt.sentAt = message.localTime();
    const answer = await line.post(post);
    if ("reason" in answer) return answer;
    return classifyAnswer(answer, { harmlessTexts: settings.harmlessTexts, epochMs: clock.epochMs() });
  } finally {
    line.close();
  }
}

function makePost({ infno, msgid, prepared, localTime }: Message, settings: SdkSettings, epochMs: number): Post {
  const body = serialiseEnvelope({
    infno,
    msgid,
    infTime: formatLocalTime(localTime()),
    fixmedinsCode: settings.orgCode,
    fields: prepared.fields,
    input: prepared.input,
  });
  const credentials = { app_id: settings.appId, app_secret: settings.appSecret };
  const signed = csbHeaders(settings.authentication, credentials, { infno, query: queryOf(settings.url), epochMs });
  return {
    headers: { ...signed, "Content-Type": "application/json; charset=utf-8", Accept: "application/json" },
    body,
  };
}

/** A CSB gateway signs the query's parameters too, decoded. */
function queryOf(url: URL): SignedParameters {
  return Object.fromEntries(url.searchParams);
}
