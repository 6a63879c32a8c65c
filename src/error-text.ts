/**
 * An error's message for a person. OpenSSL's own texts hold addresses and line breaks, its reason does not; after a semicolon
 * Node gives advice about a command line that does not exist here.
 */
export function plainMessage(error: Error): string {
  if ("reason" in error && typeof error.reason === "string") return error.reason;
  return error.message.split(";", 1)[0] ?? error.message;
}

/** The message of a thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error, such as ENOENT, without its message, which quotes the path. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no code";
}

/** Where a defect was thrown, without its message: a message may quote a value, also a patient's. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`;
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name + code, ...frames].join("\n");
}
