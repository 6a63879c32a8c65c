/** Where a defect was thrown, without what its message says: a message may quote the value that was at hand, a patient's too. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`;
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name + code, ...frames].join("\n");
}
