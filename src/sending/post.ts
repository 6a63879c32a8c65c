import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import axios from "axios";
import type { SdkSettings } from "../config/configuration.ts";
import type { AnswerLost, AnswerUnreadable } from "../outcome/outcome.ts";
import { causeText } from "./cause-text.ts";
import type { Answer } from "./classify-answer.ts";

/** One POST, ready to be sent. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const KEPT_OF_AN_OVERLONG_REPLY = 64 * 1024;

/** Sends one POST over a connected socket, which is closed afterwards. */
export async function sendPost(
  { headers, body }: Post,
  socket: Socket,
  settings: SdkSettings,
  timeout: AbortSignal,
): Promise<Answer | AnswerLost | AnswerUnreadable> {
  const agent = agentOver(socket);
  try {
    const response = await axios.request<Readable>({
      method: "POST",
      url: settings.url.href,
      data: body,
      headers: { ...headers, "Content-Length": String(body.length), Connection: "close" },
      httpAgent: agent,
      httpsAgent: agent,
      signal: timeout,
      responseType: "stream",
      maxRedirects: 0,
      proxy: false,
      maxBodyLength: Number.POSITIVE_INFINITY,
      validateStatus: () => true,
      transformRequest: (data: Buffer) => data,
    });
    return await readAnswer(
      response.data,
      response.status,
      headersOf(response.headers),
      settings.maxReplyBytes,
      timeout,
    );
  } catch (error) {
    return { reason: "answer-lost", cause: lostCause(error, timeout), httpStatus: null, raw: null };
  } finally {
    socket.destroy();
  }
}

/** An agent that gives this one connection, once: one attempt is one POST on one socket. */
function agentOver(socket: Socket): HttpAgent {
  const agent = "encrypted" in socket ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  let isTaken = false;
  agent.createConnection = () => {
    if (isTaken) throw new Error("a second connection was asked for one attempt");
    isTaken = true;
    return socket;
  };
  return agent;
}

async function readAnswer(
  stream: Readable,
  httpStatus: number,
  headers: Answer["headers"],
  maxBytes: number,
  timeout: AbortSignal,
): Promise<Answer | AnswerLost | AnswerUnreadable> {
  const chunks: Buffer[] = [];
  let length = 0;
  const destroyStream = (): void => {
    stream.destroy(new Error("timed out"));
  };
  timeout.addEventListener("abort", destroyStream, { once: true });
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) {
        const bytes = Buffer.concat(chunks, Math.min(length, KEPT_OF_AN_OVERLONG_REPLY));
        const cause = `the reply is longer than ${maxBytes} bytes; its first part is kept`;
        return { reason: "answer-unreadable", cause, said: "", httpStatus, retryAfterMs: null, raw: { bytes } };
      }
    }
    return { httpStatus, headers, body: Buffer.concat(chunks, length) };
  } catch (error) {
    const raw = length === 0 ? null : { bytes: Buffer.concat(chunks, length) };
    return { reason: "answer-lost", cause: lostCause(error, timeout), httpStatus, raw };
  } finally {
    timeout.removeEventListener("abort", destroyStream);
  }
}

function headersOf(headers: object): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      value === undefined ? undefined : String(value),
    ]),
  );
}

function lostCause(error: unknown, timeout: AbortSignal): string {
  return timeout.aborted ? "no complete reply within the time of one attempt" : causeText(error);
}
