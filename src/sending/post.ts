import { Agent as HttpAgent } from "node:http";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import axios, { type AxiosResponse } from "axios";
import type { SdkSettings } from "../config/configuration.ts";
import { errorCodeOf } from "../error-text.ts";
import type { AnswerLost, AnswerUnreadable, Raw } from "../outcome/outcome.ts";
import { causeText } from "./cause-text.ts";
import type { Answer } from "./classify-answer.ts";
import { rawOf } from "./reply-body.ts";
import { openWire, type Wire } from "./wire.ts";

/** One POST, ready to be sent. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type SendPost = typeof sendPost;

const KEPT_OF_AN_OVERLONG_REPLY = 64 * 1024;

/** Sends one POST over a connected socket, which is closed afterwards. */
export async function sendPost(
  post: Post,
  socket: Socket,
  settings: SdkSettings,
  timeout: AbortSignal,
): Promise<Answer | AnswerLost | AnswerUnreadable> {
  const wire = openWire(socket, settings.maxReplyBytes);
  const reply: Reply = { httpStatus: null, isEncoded: false, chunks: [], length: 0 };
  try {
    return await readReply(await request(post, agentOver(socket, wire), timeout), reply, settings, timeout);
  } catch (error) {
    return withoutAnswer(error, reply, wire, timeout);
  } finally {
    socket.destroy();
  }
}

function request(
  { url, headers, body }: Post,
  agent: HttpAgent,
  timeout: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  return axios.request<Readable>({
    method: "POST",
    url,
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
}

/** An agent that gives this one connection, once: one attempt is one POST on one socket. */
function agentOver(socket: Socket, { stream }: Wire): HttpAgent {
  const Agent = "encrypted" in socket ? process.getBuiltinModule("node:https").Agent : HttpAgent;
  const agent = new Agent({ keepAlive: false });
  let isTaken = false;
  agent.createConnection = () => {
    if (isTaken) throw new Error("a second connection was asked for one attempt");
    isTaken = true;
    return stream;
  };
  return agent;
}

/** What has come of a reply so far. */
interface Reply {
  httpStatus: number | null;
  /** The body is compressed or came in chunks of HTTP, so `chunks` are not all that came. */
  isEncoded: boolean;
  readonly chunks: Buffer[];
  length: number;
}

/** @param reply is filled in on the way, so that what has come is known when the rest does not come */
async function readReply(
  response: AxiosResponse<Readable>,
  reply: Reply,
  { maxReplyBytes }: SdkSettings,
  timeout: AbortSignal,
): Promise<Answer | AnswerUnreadable> {
  const { data: stream, status: httpStatus } = response;
  const headers = headersOf(response.headers);
  reply.httpStatus = httpStatus;
  reply.isEncoded = (headers["content-encoding"] ?? headers["transfer-encoding"]) !== undefined;
  const destroyStream = (): void => {
    stream.destroy(new Error("timed out"));
  };
  timeout.addEventListener("abort", destroyStream, { once: true });
  try {
    for await (const chunk of stream) {
      reply.chunks.push(chunk);
      reply.length += chunk.length;
      if (reply.length > maxReplyBytes) return tooLong(reply, httpStatus, maxReplyBytes);
    }
    return { httpStatus, headers, body: Buffer.concat(reply.chunks, reply.length) };
  } finally {
    timeout.removeEventListener("abort", destroyStream);
  }
}

function tooLong({ chunks, length }: Reply, httpStatus: number, maxBytes: number): AnswerUnreadable {
  const bytes = Buffer.concat(chunks, Math.min(length, KEPT_OF_AN_OVERLONG_REPLY));
  const cause = `the reply is longer than ${maxBytes} bytes; its first part is kept`;
  return { reason: "answer-unreadable", cause, said: "", httpStatus, retryAfterMs: null, raw: { bytes } };
}

/** Errors of Node's HTTP parser and of the decompressors: bytes came, and they are not as HTTP says. */
const FORMAT_ERROR = /^(?:HPE_|Z_|ERR_ZLIB_|ERR__ERROR_|ZSTD_)/;

/** The request was sent and no whole reply came, or one that is not HTTP. What came is kept. */
function withoutAnswer(error: unknown, reply: Reply, wire: Wire, timeout: AbortSignal): AnswerLost | AnswerUnreadable {
  const { httpStatus } = reply;
  if (!timeout.aborted && FORMAT_ERROR.test(errorCodeOf(error))) {
    const raw = rawOf(wire.bytes());
    return { reason: "answer-unreadable", cause: causeText(error), said: "", httpStatus, retryAfterMs: null, raw };
  }
  const cause = timeout.aborted ? "no complete reply within the time of one attempt" : causeText(error);
  return { reason: "answer-lost", cause, httpStatus, raw: partOf(reply, wire) };
}

function partOf({ chunks, length, isEncoded }: Reply, wire: Wire): Raw | null {
  if (length > 0 && !isEncoded) return { bytes: Buffer.concat(chunks, length) };
  const bytes = wire.bytes();
  return bytes.length === 0 ? null : rawOf(bytes);
}

function headersOf(headers: object): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      value === undefined ? undefined : String(value),
    ]),
  );
}
