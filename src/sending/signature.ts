import { createHmac } from "node:crypto";
import type { CsbAuthentication } from "../config/configuration.ts";

/** Names and values that a CSB gateway signs: its own headers and the URL's query, decoded. */
export type SignedParameters = Readonly<Record<string, string>>;

/**
 * Signs as the CSB gateway does: `k=v` sorted by key (code units), joined by one `&`, HMAC with the secret's UTF-8 bytes,
 * Base64. The secret is not Base64-decoded, and the body is not signed.
 */
export function signCsb(parameters: SignedParameters, secret: string, algorithm: CsbAlgorithm = "HmacSHA1"): string {
  return createHmac(algorithm === "HmacSHA1" ? "sha1" : "sha256", Buffer.from(secret, "utf8"))
    .update(csbText(parameters), "utf8")
    .digest("base64");
}

export type CsbAlgorithm = "HmacSHA1" | "HmacSHA256";

export function csbText(parameters: SignedParameters): string {
  return Object.keys(parameters)
    .sort()
    .map((key) => `${key}=${parameters[key]}`)
    .join("&");
}

/** The `_api_*` headers of one attempt. */
export function csbHeaders(
  authentication: CsbAuthentication,
  credentials: { readonly app_id: string; readonly app_secret: string },
  request: { readonly infno: string; readonly query: SignedParameters; readonly epochMs: number },
): Record<string, string> {
  const { epochMs } = request;
  const headers = {
    _api_name: authentication.api_name ?? request.infno,
    _api_version: authentication.api_version,
    _api_timestamp: String(authentication.timestamp_unit === "ms" ? epochMs : Math.floor(epochMs / 1000)),
    _api_access_key: credentials.app_id,
  };
  return { ...headers, _api_signature: signCsb({ ...request.query, ...headers }, credentials.app_secret) };
}
