/** Waits for something, but no longer than until the process is told to stop. */
export async function orStopped(awaited: Promise<unknown>, stop: AbortSignal | null): Promise<void> {
  if (stop === null) return void (await awaited);
  if (stop.aborted) return;
  const stopped = Promise.withResolvers<void>();
  const end = (): void => stopped.resolve();
  stop.addEventListener("abort", end, { once: true });
  await Promise.race([awaited, stopped.promise]);
  stop.removeEventListener("abort", end);
}
