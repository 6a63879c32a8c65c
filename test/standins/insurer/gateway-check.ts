import { createHmac } from "node:crypto";
import { headerValues, type WireRequest } from "./wire.ts";

export interface GatewayRules {
  readonly path: string;
  readonly access_key: string;
  readonly secret: string;
  readonly api_version: string;
  readonly clock: () => number;
}

/** What the gateway answers instead of handing the request on: its HTTP status and its text. */
export interface GatewayRefusal {
  readonly status: number;
  readonly message: string;
}

const toleranceMs = 30 * 60 * 1000;
const signedHeaders = ["_api_access_key", "_api_name", "_api_timestamp", "_api_version"] as const;
const contentTypes = /^(application\/json|text\/plain)\s*(;\s*charset="?utf-8"?)?$/i;

/** Checks a request as the bureau's service gateway does (scheme csb), without a look into the body. */
export function refusalByGateway(request: WireRequest, rules: GatewayRules): GatewayRefusal | undefined {
  if (request.path !== rules.path) return { status: 404, message: "服务不存在!" };
  if (request.method !== "POST") return { status: 405, message: "请求方式错误!" };
  const [contentType = "", ...otherTypes] = headerValues(request, "content-type");
  if (otherTypes.length > 0 || !contentTypes.test(contentType)) return { status: 415, message: "报文类型错误!" };

  const headers = new Map<string, string>();
  for (const name of [...signedHeaders, "_api_signature"]) {
    const [value = "", ...others] = headerValues(request, name);
    if (value === "" || others.length > 0) return { status: 401, message: "缺少服务网关的请求头!" };
    headers.set(name, value);
  }
  return refusalBySignature(headers, rules);
}

function refusalBySignature(headers: ReadonlyMap<string, string>, rules: GatewayRules): GatewayRefusal | undefined {
  const timestamp = headers.get("_api_timestamp") ?? "";
  if (headers.get("_api_access_key") !== rules.access_key) return { status: 401, message: "非法用户!" };
  if (headers.get("_api_version") !== rules.api_version) return { status: 401, message: "服务版本错误!" };
  if (!/^\d{13}$/.test(timestamp) || Math.abs(rules.clock() - Number(timestamp)) > toleranceMs) {
    return { status: 401, message: "签名时间戳超时!" };
  }
  const signed = signedHeaders.map((name) => `${name}=${headers.get(name)}`).join("&");
  const right = createHmac("sha1", Buffer.from(rules.secret, "utf8")).update(signed, "utf8").digest("base64");
  const given = headers.get("_api_signature") ?? "";
  return given === right ? undefined : { status: 401, message: "签名不一致!" };
}
