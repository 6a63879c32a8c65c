import { lookup } from "node:dns/promises";
import type { Socket } from "node:net";
import type { SdkSettings } from "../config/configuration.ts";
import { errorCodeOf } from "../error-text.ts";
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

const NETWORK = "ask the network's administrator whether this machine may reach the address and port of sdk.base_url";

/** Connects and asks for the page `/`, which is not an interface: nothing is asked of the insurance. */
export async function checkInsurer(settings: SdkSettings, timeoutMs: number): Promise<InsurerFindings> {
  const isTls = settings.url.protocol === "https:";
  const timeout = AbortSignal.timeout(timeoutMs);
  const { socket, made } = openSocket(settings, timeout);
  try {
    const failure = await made;
    if (failure !== null) return notConnected(failure, isTls);
    const tls = isTls ? pass("TLS was agreed, and the certificate is the insurer's") : withoutTls();
    const askedMs = Date.now();
    const head = await readHead(socket, settings.url.host, timeout);
    if (head === null)
      return { insurer: silent("it took the connection"), "insurer-tls": tls, "insurer-clock": unseen() };
    const [, status = ""] = /^HTTP\/1\.\d (\d{3})/.exec(head) ?? [];
    const insurer = pass(status === "" ? "it answers, but not with HTTP" : `it answers (HTTP ${status})`);
    return { insurer, "insurer-tls": tls, "insurer-clock": clockOf(head, askedMs) };
  } finally {
    socket.destroy();
  }
}

function notConnected({ step, cause }: NotSent, isTls: boolean): InsurerFindings {
  const notTried = skip("there is no connection");
  const rest = { "insurer-tls": isTls ? notTried : withoutTls(), "insurer-clock": unseen() };
  if (step === "tls" && cause !== "timed out" && cause !== "the connection was closed") {
    const finding = fail(
      "insurer-tls",
      `TLS could not be agreed (${cause})`,
      "correct the certificate, or the setting of sdk that is named",
    );
    return { ...rest, insurer: pass("it takes connections"), "insurer-tls": finding };
  }
  if (step === "dns") {
    const remedy = "correct sdk.base_url, or the name server of this machine";
    return { ...rest, insurer: fail("insurer-name-unknown", `its name is not known (${cause})`, remedy) };
  }
  if (cause.includes("ECONNREFUSED")) {
    const remedy =
      "compare address and port of sdk.base_url with the insurer's; if they are right, the insurer's service is down";
    return { ...rest, insurer: fail("insurer-refused", "it refuses the connection (ECONNREFUSED)", remedy) };
  }
  if (cause === "timed out") return { ...rest, insurer: silent("it did not take the connection") };
  return { ...rest, insurer: fail("insurer-unreachable", `it cannot be reached (${cause})`, NETWORK) };
}

function silent(what: string): Finding {
  return fail(
    "insurer-silent",
    `${what} and did not answer in time`,
    `${NETWORK}; else the insurer's service hangs: ask the insurer`,
  );
}

function withoutTls(): Finding {
  return warn(
    "sdk.base_url is http: patients' data travels as it is",
    "ask the insurer for an https address, unless the line is private",
  );
}

function unseen(): Finding {
  return skip("the insurer did not say its time");
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
  return Number.isNaN(theirs) ? unseen() : clockFinding((askedMs + Date.now()) / 2 - theirs, "the insurer's");
}

/** Whether the name of sdk.base_url has an address. */
export async function checkName({ url }: SdkSettings, timeoutMs: number): Promise<Finding> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const beganMs = performance.now();
  const remedy = "correct sdk.base_url, or the name server of this machine";
  const found = await within(timeoutMs, lookup(host, { all: true })).catch((error: unknown) => errorCodeOf(error));
  if (typeof found === "string")
    return fail("insurer-name-unknown", `the name of sdk.base_url is not known (${found})`, remedy);
  if (found === null) return fail("insurer-name-unknown", "the name server did not answer in time", remedy);
  return pass(`sdk.base_url has ${found.length} address(es), found in ${Math.round(performance.now() - beganMs)} ms`);
}
