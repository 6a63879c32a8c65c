import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { SdkSettings } from "../config/configuration.ts";
import type { AnswerLost, AnswerUnreadable, NotSent } from "../outcome/outcome.ts";
import type { Answer } from "./classify-answer.ts";
import { type Post, sendPost } from "./post.ts";
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
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  const connected = await connectSocket(settings, timeout);
  if ("reason" in connected) return connected;
  const { socket } = connected;
  return { post: (post) => sendPost(post, socket, settings, timeout), close: () => socket.destroy() };
}

function connectSocket(settings: SdkSettings, timeout: AbortSignal): Promise<{ socket: Socket } | NotSent> {
  const { url, tls } = settings;
  const isTls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (isTls ? 443 : 80));
  return new Promise((resolve) => {
    let step: NotSent["step"] = isIP(host) === 0 ? "dns" : "connect";
    const socket = isTls ? connectTls({ host, port, ...tlsOptions(settings, host) }) : connectTcp({ host, port });
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
    socket.once(isTls ? "secureConnect" : "connect", () => {
      const fault = isTls ? faultOfPeer(socket, tls.pin) : null;
      if (fault !== null) return fail(fault);
      timeout.removeEventListener("abort", timedOut);
      socket.off("close", closed).off("error", failed);
      // Until the POST begins, an error of the socket must not end the process; the POST then fails because the socket is closed.
      socket.on("error", () => {});
      resolve({ socket });
    });
  });
}
