import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import type { Readable } from "node:stream";
import { connect as connectTls } from "node:tls";
import axios from "axios";
import { plainMessage } from "./cause.ts";
import type { Answer } from "./classification.ts";
import type { SdkSettings } from "./config/configuration.ts";
import type { AnswerLost, AnswerUnreadable, NotSent } from "./outcome.ts";

/** One POST, ready to leave. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A connection on which nothing has been sent yet. */
export interface Line {
  /** Sends one POST and closes the connection. From here on the request may have been acted on. */
  post(post: Post): Promise<Answer | AnswerLost | AnswerUnreadable>;
  /** Gives the connection up without a byte. */
  close(): void;
}

const KEPT_OF_AN_OVERLONG_REPLY = 64 * 1024;

/**
 * Connects, TLS included, before anything is sent: whatever fails here is certain not to have reached the insurer.
 * @param timeoutMs for the whole attempt, connect to last byte
 */
export async function openLine(settings: SdkSettings, timeoutMs: number): Promise<Line | NotSent> {
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  const connected = await connectSocket(settings, timeout);
  if ("reason" in connected) return connected;
  const { socket } = connected;
  return { post: (post) => sendPost(settings, socket, post, timeout), close: () => socket.destroy() };
}

function connectSocket(settings: SdkSettings, timeout: AbortSignal): Promise<{ socket: Socket } | NotSent> {
  const { url, ca } = settings;
  const isTls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (isTls ? 443 : 80));
  return new Promise((resolve) => {
    let step: NotSent["step"] = isIP(host) === 0 ? "dns" : "connect";
    const socket = isTls
      ? connectTls({
          host,
          port,
          ALPNProtocols: ["http/1.1"],
          ...(isIP(host) === 0 ? { servername: host } : {}),
          ...(ca === null ? {} : { ca }),
        })
      : connectTcp({ host, port });
    const fail = (cause: string): void => {
      socket.destroy();
      resolve({ reason: "not-sent", step, cause });
    };
    const timedOut = (): void => fail("timed out");
    const failed = (error: Error): void => fail(causeText(error));
    const closed = (): void => fail("the connection was closed");
    timeout.addEventListener("abort", timedOut, { once: true });
    socket.once("lookup", (error: Error | null) => {
      if (error === null) step = "connect";
    });
    socket.once("connect", () => {
      step = "tls";
    });
    socket.once("error", failed);
    socket.once("close", closed);
    socket.once(isTls ? "secureConnect" : "connect", () => {
      timeout.removeEventListener("abort", timedOut);
      socket.off("close", closed).off("error", failed);
      // Between here and the POST an error must not end the process; the POST then fails on the dead socket.
      socket.on("error", () => {});
      resolve({ socket });
    });
  });
}

async function sendPost(
  settings: SdkSettings,
  socket: Socket,
  { headers, body }: Post,
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

/** An agent that has this one connection to give: one attempt is one POST on one socket. */
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
        return { reason: "answer-unreadable", cause, httpStatus, retryAfterMs: null, raw: { bytes } };
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
  return timeout.aborted ? "no whole answer within the time of one attempt" : causeText(error);
}

function causeText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeText(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const text = plainMessage(error);
  return text.includes(code) ? text : `${code} ${text}`;
}
