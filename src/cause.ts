/**
 * An error's message, fit for a person: OpenSSL's own texts hold addresses and line breaks, its reason does not; and after a
 * semicolon Node advises on a command line that nobody here has.
 */
export function plainMessage(error: Error): string {
  if ("reason" in error && typeof error.reason === "string") return error.reason;
  return error.message.split(";", 1)[0] ?? error.message;
}
