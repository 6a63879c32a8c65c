import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClientOptions, MedicalInsuranceClient } from "medical-insurance-processor";
import * as answers from "../standins/insurer/answers.ts";
import { fingerprintOf, readCertificate } from "../standins/insurer/certificates.ts";
import { startInsurerStandIn } from "../standins/insurer/insurer.ts";

const INSTITUTION = { fixmedins_code: "H12345678901", access_key: "H12345678901_APP", secret: "your_secret_key" };

async function startInsurer(test: { after: (release: () => Promise<void>) => void }) {
  const insurer = await startInsurerStandIn(INSTITUTION);
  test.after(() => insurer.stop());
  return insurer;
}

function newClient(base_url: string, more: Partial<ClientOptions> = {}) {
  return new MedicalInsuranceClient({
    app_id: "H12345678901_APP",
    app_secret: "your_secret_key",
    org_code: "H12345678901",
    base_url,
    timeout: 5,
    envelope: { mdtrtarea_admvs: "430100", insuplc_admdvs: "430100" },
    ...more,
  });
}

test("the example of the README finds a person", async (context) => {
  const insurer = await startInsurer(context);
  const client = newClient(insurer.url);

  const result = await client.call("1101", { psn_no: "430123199001011234" });

  assert.equal(result.certainty, "REPLIED");
  assert.equal(result.errorCode, null);
  assert.equal(result.infcode, "0");
  assert.match(result.msgid, /^H12345678901\d{18}$/);
  assert.equal(JSON.parse(result.replyText ?? "").output.baseinfo.psn_name, "张三");
});

test("the client takes a pinned certificate, and no other", async (context) => {
  const insurer = await startInsurerStandIn({ ...INSTITUTION, tls: readCertificate("untrusted") });
  context.after(() => insurer.stop());
  const call = (pin: string) =>
    newClient(insurer.url, { max_attempts: 1, tls: { pin } }).call("1101", { psn_no: "430123199001011234" });
  assert.equal((await call(fingerprintOf("untrusted"))).certainty, "REPLIED");
  const refused = await call(fingerprintOf("server"));
  assert.deepEqual([refused.certainty, refused.errorCode], ["NOT_SENT", "NOT_SENT"]);
  assert.match(refused.errMsg, /see sdk\.tls\.pin/);
});

test("a lost answer to a settlement is reported as unknown and not sent twice", async (context) => {
  const insurer = await startInsurer(context);
  insurer.answer("2207", answers.lost);
  const input = {
    mdtrt_id: "H1234567890120241201001",
    psn_no: "430123199001011234",
    chrg_bchno: "20241201001",
    acct_used_flag: "0",
    insutype: "310",
    invono: "INV20241201001",
  };
  const result = await newClient(insurer.url).call("2207", input);
  assert.deepEqual([result.certainty, result.errorCode, result.replyText], ["UNKNOWN", "OUTCOME_UNKNOWN", null]);
  assert.equal(insurer.sendingsOf("2207").length, 1);
});

test("a fault in the input never reaches the network", async (context) => {
  const insurer = await startInsurer(context);
  const result = await newClient(insurer.url).call("2207", { psn_no: "1" });
  assert.deepEqual([result.certainty, result.errorCode], ["NOT_SENT", "INPUT_INVALID"]);
  assert.equal(insurer.connections, 0);
});

test("two calls in one second have two message ids", async (context) => {
  const insurer = await startInsurer(context);
  const client = newClient(insurer.url);
  const [one, other] = await Promise.all([client.call("1101", { psn_no: "1" }), client.call("1101", { psn_no: "1" })]);
  assert.notEqual(one.msgid, other.msgid);
});

test("faulty options are all named at once", () => {
  assert.throws(
    () => new MedicalInsuranceClient({ app_id: "a", app_secret: "b", org_code: "H1", base_url: "x" }),
    /sdk\.org_code: must be the institution's code.*sdk\.base_url: must be a URL/,
  );
});
