import { connect as connectTcp, isIP, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SdkSettings } from "../config/configuration.ts";
import type { AnswerLost, AnswerUnreadable, NotSent } from "../outcome/outcome.ts";
import type { Answer } from "./classify-answer.ts";
import type { Post, SendPost } from "./post.ts";
import { connectionCause, faultOfPeer, tlsOptions } from "./tls.ts";

/** A connection on which nothing has been sent yet. */
export interface InsurerConnection {
  /** Sends one POST and closes the connection. After this call the insurer may have acted on the request. */
  post(post: Post): Promise<Answer | AnswerLost | AnswerUnreadable>;
  /** Closes the connection; nothing was sent. */
  close(): void;
}

/**
 * Connects, TLS included, before anything is sent: if it fails here, nothing has reached the insurer.
 * @param timeoutMs for the whole attempt, connect to last byte
 */
export async function connectInsurer(settings: SdkSettings, timeoutMs: number): Promise<InsurerConnection | NotSent> {
  const timeout = timeoutIn(timeoutMs);
  const opened = openSocket(settings, timeout);
  const sendPost = await opened.sendPost;
  return (await opened.made) ?? connectionOver(opened.socket, sendPost, settings, timeout);
}

/** @param timeout from now to the answer's last byte */
export function connectionOver(
  socket: Socket,
  sendPost: SendPost,
  settings: SdkSettings,
  timeout: AbortSignal,
): InsurerConnection {
  return { post: (post) => sendPost(post, socket, settings, timeout), close: () => socket.destroy() };
}

export function timeoutIn(ms: number): AbortSignal {
  return AbortSignal.timeout(Math.max(1, Math.ceil(ms)));
}

/** A socket on its way to the insurer; `made` is null when it is connected, TLS included, and a failure closes it. */
export interface OpenedSocket {
  readonly socket: Socket;
  readonly made: Promise<NotSent | null>;
  /** What sends over it: loading that takes milliseconds, which pass while the network answers. */
  readonly sendPost: Promise<SendPost>;
}

export function openSocket(settings: SdkSettings, timeout: AbortSignal): OpenedSocket {
  const { url, tls } = settings;
  const isTls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (isTls ? 443 : 80));
  const socket = isTls
    ? process.getBuiltinModule("node:tls").connect({ host, port, ...tlsOptions(settings, host) })
    : connectTcp({ host, port });
  const last: LastStep = isTls
    ? { event: "secureConnect", faultOf: () => faultOfPeer(socket, tls.pin) }
    : { event: "connect", faultOf: () => null };
  const made = untilMade(socket, last, isIP(host) === 0, timeout);
  return { socket, made, sendPost: loadSendPost() };
}

async function loadSendPost(): Promise<SendPost> {
  // Every connection that was asked for is on its way first.
  await nextTurn();
  const { sendPost } = await import("./post.ts");
  return sendPost;
}

/** The event after which a socket is connected, and why it may not be used all the same. */
interface LastStep {
  readonly event: "secureConnect" | "connect";
  readonly faultOf: () => string | null;
}

function untilMade(
  socket: Socket,
  { event, faultOf }: LastStep,
  hasName: boolean,
  timeout: AbortSignal,
): Promise<NotSent | null> {
  return new Promise((resolve) => {
    let step: NotSent["step"] = hasName ? "dns" : "connect";
    const fail = (cause: string): void => {
      socket.destroy();
      resolve({ reason: "not-sent", step, cause });
    };
    const timedOut = (): void => fail("timed out");
    const failed = (error: Error): void => fail(connectionCause(error));
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
    socket.once(event, () => {
      const fault = faultOf();
      if (fault !== null) return fail(fault);
      timeout.removeEventListener("abort", timedOut);
      socket.off("close", closed).off("error", failed);
      // Until the POST begins, an error of the socket must not end the process; the POST then fails because the socket is closed.
      socket.on("error", () => {});
      resolve(null);
    });
  });
}
