import { Worker } from "node:worker_threads";
import { APPEND } from "../src/open-flags.ts";
import type { Watchdog, Watched } from "../src/run/watchdog.ts";

/**
 * Starts a thread that ends this process when a request takes longer than it may. A timer of the main thread could not: while
 * something there computes without an end, no timer fires. Starting the thread takes half as long as starting Node, so
 * only workers have one.
 */
export function startWatchdog(): Watchdog {
  // As text, because the executable has no file that a thread could be started from.
  const thread = new Worker(`(${guard})()`, { eval: true, workerData: { append: APPEND } });
  thread.unref();
  return {
    watch: (watched) => thread.postMessage(watched),
    rest: (requestId) => thread.postMessage({ requestId }),
  };
}

/** The thread's program. Its text alone reaches the thread: it may use nothing from outside. */
function guard(): void {
  const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
  const { dirname } = process.getBuiltinModule("node:path");
  const { mkdirSync, openSync, writeSync } = process.getBuiltinModule("node:fs");
  const quietly = (write: () => void): void => {
    try {
      write();
    } catch {
      // A full disk or a closed stream must not keep the process alive.
    }
  };
  const watchedNow = new Map<number, { readonly watched: Watched; secondsLeft: number }>();
  let ticks: NodeJS.Timeout | undefined;
  parentPort?.on("message", (message: Watched | Pick<Watched, "requestId">) => {
    if ("seconds" in message) watchedNow.set(message.requestId, { watched: message, secondsLeft: message.seconds });
    else watchedNow.delete(message.requestId);
    if (watchedNow.size === 0) {
      clearInterval(ticks);
      ticks = undefined;
    }
    // Counted in ticks: a machine that slept has not used the time, and its process goes on.
    else ticks ??= setInterval(tick, 1000);
  });
  const tick = (): void => {
    for (const each of watchedNow.values()) {
      const { watched } = each;
      each.secondsLeft--;
      if (each.secondsLeft > 0) continue;
      quietly(() => mkdirSync(dirname(watched.logFile), { recursive: true }));
      quietly(() => writeSync(openSync(watched.logFile, workerData.append, 0o640), watched.logLine));
      quietly(() => writeSync(2, watched.words));
      process.kill(process.pid, "SIGKILL");
    }
  };
}
