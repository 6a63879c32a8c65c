import { formatLocalTime } from "../clock.ts";
import type { SdkSettings } from "../config/configuration.ts";
import type { JsonObject } from "../json-text.ts";
import { serialiseEnvelope } from "./envelope.ts";
import type { Post } from "./post.ts";
import { csbHeaders, type SignedParameters } from "./signature.ts";

/** What a request is composed of. */
export interface Composed {
  readonly infno: string;
  readonly msgid: string;
  readonly input: JsonObject;
  /** The configuration's envelope fields, with those of this call over them. */
  readonly fields: Readonly<Record<string, string>>;
  /** The local time now; its UTC fields are the local ones. */
  readonly localTime: () => Date;
}

/** The request of one attempt: envelope, address and signature. Nothing is sent. */
export function composePost(
  { infno, msgid, fields, input, localTime }: Composed,
  settings: SdkSettings,
  epochMs: number,
): Post {
  const body = serialiseEnvelope({
    infno,
    msgid,
    infTime: formatLocalTime(localTime()),
    fixmedinsCode: settings.orgCode,
    fields,
    input,
  });
  const credentials = { app_id: settings.appId, app_secret: settings.appSecret };
  const url = urlFor(infno, settings.url);
  const signed = csbHeaders(settings.authentication, credentials, { infno, query: queryOf(url), epochMs });
  return {
    url: url.href,
    headers: { ...signed, "Content-Type": "application/json; charset=utf-8", Accept: "application/json" },
    body,
  };
}

/** Some gateways have a path for each interface: `{infno}` in `sdk.path` stands for its code. */
function urlFor(infno: string, template: URL): URL {
  // A URL keeps braces encoded in its path and as they are in its query.
  return new URL(template.href.replaceAll(/%7Binfno%7D|\{infno\}/g, infno));
}

/** A CSB gateway signs the query's parameters too, decoded. */
function queryOf(url: URL): SignedParameters {
  return Object.fromEntries(url.searchParams);
}
