import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { caFile, readCertificate } from "./certificates.ts";
import { type InsurerStandIn, startInsurerStandIn } from "./insurer.ts";
import { envelopeFor, headersFor, institution } from "./sample-request.ts";

const run = promisify(execFile);
const curl = await run("curl", ["--version"]).then(
  () => true,
  () => false,
);
const withCurl = { skip: curl ? false : "curl is not installed" };

let insurer: InsurerStandIn;
before(async () => {
  insurer = await startInsurerStandIn({ ...institution, tls: readCertificate("server") });
});
after(() => insurer.stop());

const body = JSON.stringify(envelopeFor("1101", { data: { psn_no: "430123199001011234" } }));

function curlArguments(url: string): readonly string[] {
  const { Host: _, ...headers } = headersFor("1101");
  const lines = Object.entries(headers).flatMap((pair) => ["-H", pair.join(": ")]);
  return ["-sS", "--noproxy", "*", "--cacert", caFile, ...lines, "--data-binary", body, url];
}

test("curl gets a good answer over HTTP", withCurl, async () => {
  const plain = await startInsurerStandIn(institution);
  const { stdout } = await run("curl", curlArguments(`${plain.url}/api/medical-insurance`));
  await plain.stop();
  assert.match(stdout, /^\{"infcode":0,.*"psn_name":"张三"/);
});

test("curl gets a good answer over TLS, trusting the CA", withCurl, async () => {
  const { stdout } = await run("curl", curlArguments(`${insurer.url}/api/medical-insurance`));
  assert.match(stdout, /^\{"infcode":0,.*"psn_name":"张三"/);
  assert.equal(insurer.requests.at(-1)?.rawBody.toString("utf8"), body);
});

/** The error code of a TLS client that trusts the CA, or "secure". */
function greet(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "localhost", ca: readFileSync(caFile) }, () => {
      socket.destroy();
      resolve("secure");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

const certificates = [
  ["server", "secure"],
  ["wrong-host", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["expired", "CERT_HAS_EXPIRED"],
  ["untrusted", "DEPTH_ZERO_SELF_SIGNED_CERT"],
] as const;
for (const [name, outcome] of certificates) {
  test(`a client that trusts the CA finds the certificate "${name}": ${outcome}`, async () => {
    const other = await startInsurerStandIn({ ...institution, tls: readCertificate(name) });
    assert.equal(await greet(other.port), outcome);
    assert.equal(other.requests.length, 0);
    await other.stop();
  });
}

test("an answer in plain text breaks the handshake, and a reset one too", async () => {
  insurer.connect(["plain-text", "reset", "none"]);
  assert.equal(await greet(insurer.port), "ERR_SSL_WRONG_VERSION_NUMBER");
  assert.equal(await greet(insurer.port), "ECONNRESET");
  assert.equal(await greet(insurer.port), "secure");
});

test("a reset over TLS reaches the client as a reset", withCurl, async () => {
  insurer.answer("1101", { delivery: { how: "reset-before-reply" } });
  const failure: unknown = await run("curl", curlArguments(`${insurer.url}/api/medical-insurance`)).catch((e) => e);
  // curl's exit code 56: failure in receiving network data.
  assert.ok(failure instanceof Error && "code" in failure);
  assert.equal(failure.code, 56);
});
