import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { errorCodeOf } from "../error-text.ts";
import type { SdkSettings } from "./configuration.ts";
import type { ConfigurationFile } from "./file.ts";
import { PROFILE_DEFAULTS, type Profile } from "./profile.ts";
import type { ReadSecret } from "./secret.ts";

const DEFAULT_PATH = "/api/medical-insurance";
const DEFAULT_TIMEOUT_SECONDS = 30;
const DEFAULT_MAX_REPLY_BYTES = 20 * 1024 * 1024;
const DEFAULT_HARMLESS_TEXTS = ["成功", "操作成功", "交易成功", "处理成功", "冲正成功", "success", "ok"];

const DEFAULT_TIMEOUT_TEXTS = [
  "调用核心超时",
  "核心超时",
  "请求超时",
  "服务超时",
  "调用超时",
  "响应超时",
  "应答超时",
  "连接超时",
  "通讯超时",
  "通信超时",
  "网络超时",
  "接口超时",
  "Read timed out",
  "Read timeout",
  "connect timed out",
  "SocketTimeoutException",
  "Gateway Time-out",
  "Gateway Timeout",
];

export function readSdkSettings(
  sdk: ConfigurationFile["sdk"],
  folder: string,
  readSecret: ReadSecret,
  faults: string[],
  warnings: string[],
): SdkSettings | null {
  const appId = readSecret("sdk.app_id", sdk.app_id);
  // It is sent in a header. Node refuses to send anything else, and would do so only after connecting.
  if (!/^[\x21-\x7e]*$/.test(appId))
    faults.push("sdk.app_id: must be letters, digits and signs of ASCII, without spaces");
  const appSecret = readSecret("sdk.app_secret", sdk.app_secret);
  const url = readUrl(sdk, faults);
  const ca = readCertificateAuthority(sdk.ca_file, folder, faults);
  if (url === null) return null;
  const profile = profileOf(sdk);
  return {
    profile,
    appId,
    appSecret,
    orgCode: sdk.org_code,
    url,
    timeoutMs: (sdk.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    authentication: {
      scheme: sdk.auth?.scheme ?? PROFILE_DEFAULTS[profile].scheme,
      api_version: sdk.auth?.api_version ?? "1.0.0",
      api_name: sdk.auth?.api_name ?? null,
      timestamp_unit: sdk.auth?.timestamp_unit ?? "ms",
    },
    ca,
    tls: readTls(sdk, url, warnings),
    maxReplyBytes: sdk.max_reply_bytes ?? DEFAULT_MAX_REPLY_BYTES,
    harmlessTexts: sdk.harmless_texts ?? DEFAULT_HARMLESS_TEXTS,
    timeoutTexts: sdk.timeout_texts ?? DEFAULT_TIMEOUT_TEXTS,
    envelope: completeEnvelope(sdk, profile, warnings),
  };
}

export function profileOf({ profile }: ConfigurationFile["sdk"]): Profile {
  return profile ?? "hunan";
}

function readTls(
  { tls = {}, ca_file }: ConfigurationFile["sdk"],
  { protocol }: URL,
  warnings: string[],
): SdkSettings["tls"] {
  if (protocol === "http:" && Object.keys(tls).length > 0)
    warnings.push("sdk.tls: has no effect, because sdk.base_url begins with http://");
  if (tls.pin !== undefined && ca_file !== undefined)
    warnings.push("sdk.ca_file: has no effect, because sdk.tls.pin names the one certificate that is taken");
  return {
    serverName: tls.server_name ?? null,
    pin: tls.pin?.replaceAll(":", "").toUpperCase() ?? null,
    minVersion: tls.min_version ?? null,
  };
}

/** Fields that a short configuration leaves out get defaults, which a warning names. */
function completeEnvelope(sdk: ConfigurationFile["sdk"], profile: Profile, warnings: string[]): Record<string, string> {
  const region = sdk.org_code.slice(1, 7);
  const guesses: Record<string, string> = {
    mdtrtarea_admvs: region,
    insuplc_admdvs: region,
    recer_sys_code: "99",
    infver: PROFILE_DEFAULTS[profile].infver,
    opter_type: "1",
    opter: "0001",
    opter_name: "HIS",
    fixmedins_name: sdk.org_code,
    sign_no: "",
  };
  const given = sdk.envelope ?? {};
  const guessed = Object.keys(guesses).filter(
    (name) => !(name in given) && name !== "opter_type" && name !== "sign_no",
  );
  if (guessed.length > 0) {
    const list = guessed.map((name) => `${name}=${guesses[name]}`).join(", ");
    warnings.push(`sdk.envelope: these defaults are used: ${list}; write the values that the insurer gave you`);
  }
  return { ...guesses, ...given };
}

function readUrl(sdk: ConfigurationFile["sdk"], faults: string[]): URL | null {
  const text = withoutEndSlashes(sdk.base_url) + (sdk.path ?? DEFAULT_PATH);
  if (URL.canParse(text)) return new URL(text);
  faults.push("sdk.base_url: with sdk.path after it, it is not a URL");
  return null;
}

function withoutEndSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end--;
  return text.slice(0, end);
}

function readCertificateAuthority(file: string | undefined, folder: string, faults: string[]): string | null {
  if (file === undefined) return null;
  const path = resolve(folder, file);
  try {
    const pem = readFileSync(path, "utf8");
    if (!pem.includes("-----BEGIN CERTIFICATE-----"))
      faults.push("sdk.ca_file: the file that it names does not contain a PEM certificate");
    return pem;
  } catch (error) {
    faults.push(`sdk.ca_file: the file that it names cannot be read (${errorCodeOf(error)})`);
    return null;
  }
}
