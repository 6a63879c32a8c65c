/**
 * Aborted when this process is told to stop: Ctrl+C, a service manager, a closed console. The second time the same is asked the
 * process ends at once, as every other does.
 */
export function untilStopped(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"] as const) {
    process.once(signal, () => stop.abort());
  }
  return stop.signal;
}
