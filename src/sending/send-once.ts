import type { Clock } from "../clock.ts";
import type { SdkSettings } from "../config/configuration.ts";
import type { AnswerLost, AnswerUnreadable, DeadlinePassed, NotSent, Outcome } from "../outcome/outcome.ts";
import { type Answer, type Asked, classifyAnswer } from "./classify-answer.ts";
import { type Composed, composePost } from "./compose-post.ts";
import type { InsurerConnection } from "./connection.ts";
import type { EarlyConnection } from "./early-connection.ts";

/** The message that all attempts of one run send. */
export interface Message extends Composed {
  readonly asked: Asked;
}

/** How far an attempt is: its envelope is made; its first byte is sent now; its reply is read, or is lost. */
export type AttemptStep =
  | { readonly step: "envelope-made"; readonly body: string }
  | { readonly step: "first-byte-leaves" }
  /** `bytes` of the reply's body; null when it did not come whole. */
  | { readonly step: "answered"; readonly outcome: Outcome; readonly bytes: number | null };

export interface Transport {
  readonly settings: SdkSettings;
  /** What the first attempt uses when it can; null: each attempt connects. */
  readonly early: EarlyConnection | null;
  readonly connect: (settings: SdkSettings, timeoutMs: number) => Promise<InsurerConnection | NotSent>;
  readonly clock: Clock;
  /** Called just before the first byte is sent. False: this process may no longer send the request. */
  readonly mayLeave: () => Promise<boolean>;
  /** Called at each step. */
  readonly note: (step: AttemptStep) => void;
}

/**
 * Makes one attempt: connect, check the remaining time, sign, POST, classify.
 * @param endsAt after this nothing is sent, and no reply is waited for; on the clock's scale
 */
export async function sendOnce(message: Message, transport: Transport, endsAt: number): Promise<Outcome> {
  const { settings, clock, mayLeave, note } = transport;
  const connection = await connectFor(transport, () => Math.min(settings.timeoutMs, endsAt - clock.elapsedMs()));
  if ("reason" in connection) return connection;
  // Closed in every case: an open connection would keep the process alive until its hard deadline.
  try {
    const post = composePost(message, settings, clock.epochMs());
    note({ step: "envelope-made", body: post.body.toString("utf8") });
    // The machine may have slept until now. Another process may have claimed and sent the request since.
    if (!(await mayLeave()) || clock.elapsedMs() >= endsAt) return { reason: "deadline" };
    note({ step: "first-byte-leaves" });
    const answer = await connection.post(post);
    const bytes = "reason" in answer ? null : answer.body.length;
    const outcome = outcomeOf(answer, message.asked, transport);
    note({ step: "answered", outcome, bytes });
    return outcome;
  } finally {
    connection.close();
  }
}

function outcomeOf(
  answer: Answer | AnswerLost | AnswerUnreadable,
  asked: Asked,
  { settings: { harmlessTexts, timeoutTexts }, clock }: Transport,
): Outcome {
  if ("reason" in answer) return answer;
  return classifyAnswer(answer, { harmlessTexts, timeoutTexts, asked, epochMs: clock.epochMs() });
}

/** An early connection that fails takes nothing from the attempt: its own connection has the whole time. */
async function connectFor(
  { settings, early, connect }: Transport,
  timeLeftMs: () => number,
): Promise<InsurerConnection | NotSent | DeadlinePassed> {
  if (timeLeftMs() <= 0) return { reason: "deadline" };
  const ready = await early?.take(timeLeftMs);
  if (ready) return ready;
  const timeoutMs = timeLeftMs();
  return timeoutMs <= 0 ? { reason: "deadline" } : connect(settings, timeoutMs);
}
