import { lookup } from "node:dns/promises";
import type { Socket } from "node:net";
import type { SdkSettings } from "../config/configuration.ts";
import { errorCodeOf } from "../error-text.ts";
import type { Text } from "../language.ts";
import type { NotSent } from "../outcome/outcome.ts";
import { openSocket } from "../sending/connection.ts";
import { type Finding, fail, pass, skip, warn } from "./check.ts";
import { clockFinding } from "./clock-difference.ts";
import { within } from "./within.ts";

export interface InsurerFindings {
  readonly insurer: Finding;
  readonly "insurer-tls": Finding;
  readonly "insurer-clock": Finding;
}

const NETWORK: Text = {
  zh: "请网络管理员确认本机能否访问 sdk.base_url 的地址和端口",
  en: "ask the network's administrator whether this machine may reach the address and port of sdk.base_url",
};
const NAME: Text = {
  zh: "改正 sdk.base_url，或本机的域名服务器",
  en: "correct sdk.base_url, or the name server of this machine",
};
const TAKES_CONNECTIONS: Text = { zh: "可以连接", en: "it takes connections" };

/** Connects and asks for the page `/`, which is not an interface: nothing is asked of the insurance. */
export async function checkInsurer(settings: SdkSettings, timeoutMs: number): Promise<InsurerFindings> {
  const isTls = settings.url.protocol === "https:";
  const timeout = AbortSignal.timeout(timeoutMs);
  const { socket, made } = openSocket(settings, timeout);
  try {
    const failure = await made;
    if (failure !== null) return notConnected(failure, isTls);
    const tls = isTls
      ? pass({ zh: "TLS 协商成功，证书是医保端的", en: "TLS was agreed, and the certificate is the insurer's" })
      : withoutTls();
    const askedMs = Date.now();
    const head = await readHead(socket, settings.url.host, timeout);
    if (head === null)
      return {
        insurer: silent({ zh: "接受了连接", en: "it took the connection" }),
        "insurer-tls": tls,
        "insurer-clock": unseen(),
      };
    const [, status = ""] = /^HTTP\/1\.\d (\d{3})/.exec(head) ?? [];
    const insurer = pass(
      status === ""
        ? { zh: "有应答，但不是 HTTP", en: "it answers, but not with HTTP" }
        : { zh: `有应答（HTTP ${status}）`, en: `it answers (HTTP ${status})` },
    );
    return { insurer, "insurer-tls": tls, "insurer-clock": clockOf(head, askedMs) };
  } finally {
    socket.destroy();
  }
}

function notConnected({ step, cause }: NotSent, isTls: boolean): InsurerFindings {
  const notTried = skip({ zh: "没有连接", en: "there is no connection" });
  const rest = { "insurer-tls": isTls ? notTried : withoutTls(), "insurer-clock": unseen() };
  if (step === "tls" && cause !== "timed out" && cause !== "the connection was closed") {
    const finding = fail(
      "insurer-tls",
      { zh: `TLS 协商失败（${cause}）`, en: `TLS could not be agreed (${cause})` },
      {
        zh: "改正证书，或改正指出的 sdk 配置项",
        en: "correct the certificate, or the setting of sdk that is named",
      },
    );
    return { ...rest, insurer: pass(TAKES_CONNECTIONS), "insurer-tls": finding };
  }
  if (step === "dns") {
    const finding = { zh: `域名无法解析（${cause}）`, en: `its name is not known (${cause})` };
    return { ...rest, insurer: fail("insurer-name-unknown", finding, NAME) };
  }
  if (cause.includes("ECONNREFUSED")) {
    const finding = { zh: "拒绝连接（ECONNREFUSED）", en: "it refuses the connection (ECONNREFUSED)" };
    const remedy = {
      zh: "核对 sdk.base_url 的地址和端口；如果没有错，就是医保端的服务停了",
      en: "compare address and port of sdk.base_url with the insurer's; if they are right, the insurer's service is down",
    };
    return { ...rest, insurer: fail("insurer-refused", finding, remedy) };
  }
  if (cause === "timed out")
    return { ...rest, insurer: silent({ zh: "没有接受连接", en: "it did not take the connection" }) };
  return {
    ...rest,
    insurer: fail(
      "insurer-unreachable",
      { zh: `连接不上（${cause}）`, en: `it cannot be reached (${cause})` },
      NETWORK,
    ),
  };
}

function silent(what: Text): Finding {
  return fail(
    "insurer-silent",
    { zh: `${what.zh}，没有及时应答`, en: `${what.en} and did not answer in time` },
    {
      zh: `${NETWORK.zh}；能访问，就是医保端的服务没有响应：请询问医保端`,
      en: `${NETWORK.en}; else the insurer's service hangs: ask the insurer`,
    },
  );
}

function withoutTls(): Finding {
  return warn(
    {
      zh: "sdk.base_url 是 http：患者的数据明文传输",
      en: "sdk.base_url is http: patients' data travels as it is",
    },
    {
      zh: "请医保端提供 https 地址；专线可以不用",
      en: "ask the insurer for an https address, unless the line is private",
    },
  );
}

function unseen(): Finding {
  return skip({ zh: "医保端没有告知时间", en: "the insurer did not say its time" });
}

const LONGEST_HEAD = 16_384;

/** @returns null when nothing came in time */
function readHead(socket: Socket, host: string, timeout: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    let head = "";
    const end = (): void => resolve(head === "" ? null : head);
    timeout.addEventListener("abort", end, { once: true });
    socket.once("error", end).once("close", end);
    socket.on("data", (piece: Buffer) => {
      head += piece.toString("latin1");
      if (head.includes("\r\n\r\n") || head.length > LONGEST_HEAD) end();
    });
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

/** A longer line is not a date. */
const LONGEST_DATE = 50;

function clockOf(head: string, askedMs: number): Finding {
  const line = head.split("\r\n").find((each) => each.toLowerCase().startsWith("date:"));
  const theirs = Date.parse(line?.slice("date:".length, LONGEST_DATE) ?? "");
  return Number.isNaN(theirs)
    ? unseen()
    : clockFinding((askedMs + Date.now()) / 2 - theirs, { zh: "医保端", en: "the insurer's" });
}

/** Whether the name of sdk.base_url has an address. */
export async function checkName({ url }: SdkSettings, timeoutMs: number): Promise<Finding> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const beganMs = performance.now();
  const found = await within(timeoutMs, lookup(host, { all: true })).catch((error: unknown) => errorCodeOf(error));
  if (typeof found === "string")
    return fail(
      "insurer-name-unknown",
      { zh: `sdk.base_url 的域名无法解析（${found}）`, en: `the name of sdk.base_url is not known (${found})` },
      NAME,
    );
  if (found === null) {
    const finding = { zh: "域名服务器没有及时回答", en: "the name server did not answer in time" };
    return fail("insurer-name-unknown", finding, NAME);
  }
  const ms = Math.round(performance.now() - beganMs);
  return pass({
    zh: `sdk.base_url 有 ${found.length} 个地址，用时 ${ms} ms`,
    en: `sdk.base_url has ${found.length} address(es), found in ${ms} ms`,
  });
}
