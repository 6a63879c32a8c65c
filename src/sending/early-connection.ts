import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { SdkSettings } from "../config/configuration.ts";
import { connectionOver, type InsurerConnection, openSocket, timeoutIn } from "./connection.ts";

/** A connection that is made before it is known whether anything will be sent, so that nobody waits for it afterwards. */
export interface EarlyConnection {
  /**
   * Gives the connection to the first attempt, once; waits until it is made. Null: it cannot be used, and the attempt makes its
   * own as if there had been no other.
   * @param timeoutMs for the POST, from its first byte to the answer's last
   */
  take(timeoutMs: () => number): Promise<InsurerConnection | null>;
  /** Closes it unless an attempt has it; nothing was sent. */
  close(): void;
}

/**
 * From the start of connecting. What takes longer has failed; what is older may have been given up by the insurer or by a device
 * between, and bytes that are sent on it would have an unknown outcome.
 */
const GOOD_FOR_MS = 2000;

/** Starts to connect, TLS included. A failure is told to nobody: an attempt then makes its own connection. */
export function connectEarly(settings: SdkSettings, clock: Clock): EarlyConnection {
  const startedMs = clock.elapsedMs();
  const lifetime = AbortSignal.timeout(GOOD_FOR_MS);
  const { socket, made, ...opened } = openSocket(settings, lifetime);
  const close = (): void => void socket.destroy();
  lifetime.addEventListener("abort", close, { once: true });
  let isGiven = false;
  return {
    async take(timeoutMs) {
      if (isGiven) return null;
      isGiven = true;
      const failure = await made;
      const sendPost = await opened.sendPost;
      await lookForEvents();
      lifetime.removeEventListener("abort", close);
      // The timer may stand still while the machine sleeps; the clock does not.
      const isYoung = clock.elapsedMs() - startedMs < GOOD_FOR_MS;
      if (failure === null && isYoung && isUntouched(socket))
        return connectionOver(socket, sendPost, settings, timeoutIn(timeoutMs()));
      close();
      return null;
    },
    close() {
      if (!isGiven) close();
    },
  };
}

/** Gives Node one whole turn of its loop, in which it hears of what has arrived: the first may be the rest of this turn. */
async function lookForEvents(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

/** Whether the insurer has neither closed the connection nor sent anything on it, such as a proxy's 408. */
function isUntouched(socket: Socket): boolean {
  return socket.readable && socket.writable && socket.readableLength === 0;
}
