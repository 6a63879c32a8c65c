import type { WireRequest } from "./wire.ts";

/** The outer object of a request's body, parsed; `input` is the interface's own part. */
export type Envelope = Readonly<Record<string, unknown>>;

/** Who refused a request: the HTTP reader, the service gateway, the check of the envelope, or the check of msgid. */
export type Refuser = "wire" | "gateway" | "envelope" | "msgid";

export type Verdict =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly by: Refuser; readonly why: readonly string[] };

/** A request that reached the stand-in, refused and incomplete ones too. */
export interface SeenRequest extends WireRequest {
  /** Which connection brought it, counted from 1. */
  readonly connection: number;
  /** As in the envelope; where that cannot be read, as in the header `_api_name`. */
  readonly infno: string | undefined;
  readonly msgid: string | undefined;
  readonly envelope: Envelope | undefined;
  readonly verdict: Verdict;
}

/** A request that passed every check: what an answer may rely on. */
export interface AcceptedRequest extends WireRequest {
  readonly infno: string;
  readonly msgid: string;
  readonly envelope: Envelope;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
