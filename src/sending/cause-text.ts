import { plainMessage } from "../error-text.ts";

/** Why a connection failed, with the error's code. Of several addresses that were tried, the first one counts. */
export function causeText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeText(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const text = plainMessage(error);
  return text.includes(code) ? text : `${code} ${text}`;
}
