import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Overrides } from "../rig/configuration.ts";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type Rig, type RigOptions, rigFor } from "../rig/rig.ts";
import { caFile, fingerprintOf, oldServer, readCertificate } from "../standins/insurer/certificates.ts";
import { assertEnded, type Expected } from "./agreement.ts";

interface Obstacle {
  readonly step: "dns" | "connect" | "tls";
  /** INSURER is where the insurer listens. */
  readonly cause: string;
  readonly insurer?: RigOptions["insurer"];
  readonly sdk?: Overrides["sdk"];
  readonly prepare?: (rig: Rig) => unknown;
}

const stepInChinese = { dns: "域名解析失败", connect: "无法建立连接", tls: "TLS 握手失败" };

function expectedOf({ step, cause }: Obstacle): Expected {
  return {
    exit: 6,
    status: "ERROR",
    error_code: "NOT_SENT",
    result_status: "SYSTEM_ERROR",
    infcode: null,
    attempts: ["NOT_SENT"],
    http_status: null,
    message: `nothing was sent: ${step} failed (${cause})`,
    err_msg: `连接医保端失败，请求未发送，可以重新办理。原因：${stepInChinese[step]}（${cause}）`,
    error: { faults: [] },
    next_action: null,
  };
}

/** Longer than a name may be, so that every resolver refuses it without asking anybody. */
const noHost = `${"x".repeat(64)}.invalid`;
const withTls = (
  name: Parameters<typeof readCertificate>[0],
  sdk: NonNullable<Overrides["sdk"]> = { ca_file: caFile },
) => ({
  insurer: { tls: readCertificate(name) },
  sdk,
});

const cases: readonly (readonly [title: string, obstacle: Obstacle])[] = [
  [
    "a name that cannot be resolved",
    { step: "dns", cause: `getaddrinfo ENOTFOUND ${noHost}`, sdk: { base_url: `http://${noHost}:8080` } },
  ],
  [
    "a refused connection",
    { step: "connect", cause: "connect ECONNREFUSED INSURER", prepare: (rig) => rig.insurer.refuse() },
  ],
  [
    "an insurer that does not speak TLS",
    {
      step: "tls",
      cause: "ERR_SSL_WRONG_VERSION_NUMBER wrong version number; see sdk.base_url",
      ...withTls("server"),
      prepare: (rig) => rig.insurer.connect("plain-text"),
    },
  ],
  [
    "a TLS handshake that is reset",
    {
      step: "tls",
      cause: "read ECONNRESET",
      ...withTls("server"),
      prepare: (rig) => rig.insurer.connect("reset-at-first-bytes"),
    },
  ],
  [
    "a TLS handshake that never ends",
    {
      step: "tls",
      cause: "timed out",
      ...withTls("server", { ca_file: caFile, timeout: 1 }),
      prepare: (rig) => rig.insurer.connect("silence"),
    },
  ],
  [
    "a certificate for another host",
    {
      step: "tls",
      cause:
        "ERR_TLS_CERT_ALTNAME_INVALID Host: localhost. is not in the cert's altnames: DNS:somebody-else.invalid; see sdk.tls.server_name",
      ...withTls("wrong-host"),
    },
  ],
  [
    "another certificate than the pinned one",
    {
      step: "tls",
      cause: `the SHA-256 of the server's certificate is ${fingerprintOf("untrusted")}; see sdk.tls.pin`,
      ...withTls("untrusted", { tls: { pin: fingerprintOf("expired") } }),
    },
  ],
  [
    "a good certificate that is not the pinned one",
    {
      step: "tls",
      cause: `the SHA-256 of the server's certificate is ${fingerprintOf("server")}; see sdk.tls.pin`,
      ...withTls("server", { ca_file: caFile, tls: { pin: fingerprintOf("untrusted") } }),
    },
  ],
  [
    "a certificate without the name of sdk.tls.server_name",
    {
      step: "tls",
      cause:
        "ERR_TLS_CERT_ALTNAME_INVALID Host: other.invalid. is not in the cert's altnames: DNS:localhost, IP Address:127.0.0.1; see sdk.tls.server_name",
      ...withTls("server", { ca_file: caFile, tls: { server_name: "other.invalid" } }),
    },
  ],
  [
    "a server that speaks TLS 1.1 at most",
    {
      step: "tls",
      cause: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION tlsv1 alert protocol version; see sdk.tls.min_version",
      insurer: { tls: oldServer("TLSv1.1") },
      sdk: { ca_file: caFile },
    },
  ],
  [
    "a server that speaks TLS 1.2 at most where 1.3 is wanted",
    {
      step: "tls",
      cause: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION tlsv1 alert protocol version; see sdk.tls.min_version",
      insurer: { tls: oldServer("TLSv1.2") },
      sdk: { ca_file: caFile, tls: { min_version: "TLSv1.3" } },
    },
  ],
  [
    "an expired certificate",
    { step: "tls", cause: "CERT_HAS_EXPIRED certificate has expired; see sdk.tls.pin", ...withTls("expired") },
  ],
  [
    "a certificate of an unknown authority",
    {
      step: "tls",
      cause: "DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate; see sdk.ca_file or sdk.tls.pin",
      ...withTls("untrusted"),
    },
  ],
];

suite("what fails before the first byte", { concurrency: 2 }, () => {
  for (const [title, obstacle] of cases) {
    test(`${title} means that nothing was sent, whatever the class`, async (t) => {
      const { insurer = {}, sdk = {} } = obstacle;
      const rig = await rigFor(t, { insurer, configuration: { sdk, retry: { max_attempts: 1 } } });
      await obstacle.prepare?.(rig);
      const cause = obstacle.cause.replace("INSURER", `${rig.insurer.host}:${rig.insurer.port}`);
      const expected = expectedOf({ ...obstacle, cause });
      const looked = rig.insert("1101", lookUp);
      await assertEnded(rig, looked, await rig.run(looked), "line", expected);
      const settled = rig.insert("2207", settlement());
      await assertEnded(rig, settled, await rig.run(settled, "--json"), "json", expected);
      assert.deepEqual(rig.insurer.requests, []);
      const [attempt] = rig.attempts(settled);
      assert.deepEqual([attempt?.sent_at, attempt?.request_body], [null, null]);
    });
  }
});
