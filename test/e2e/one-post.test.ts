import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";
import { startInsurerStandIn } from "../standins/insurer/insurer.ts";
import { assertEnded, success } from "./agreement.ts";

suite("one run on the wire", { concurrency: 2 }, () => {
  test("a run makes two requests of the database after one login", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 0);
    const procedures = rig.sql.calls.map(({ procedure }) => procedure).filter((name) => name !== "batch");
    assert.deepEqual(procedures, ["sp_medical_insurance_claim", "sp_medical_insurance_finish"]);
    assert.equal(rig.sql.logins, 1);
  });

  test("one attempt is one POST on one connection, and the bytes kept are the bytes at the socket", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 0);
    assert.equal(rig.insurer.connections, 1);
    assert.equal(rig.insurer.requests.length, 1);
    const [seen] = rig.insurer.requests;
    assert.deepEqual([seen?.method, seen?.path, seen?.verdict], ["POST", "/api/medical-insurance", { accepted: true }]);
    const [attempt] = rig.attempts(id);
    assert.ok(attempt?.request_body?.includes("收费员"));
    assert.deepEqual(seen?.rawBody, Buffer.from(attempt?.request_body ?? "", "utf8"));
    assert.equal(new Map(seen?.headers).get("content-length"), String(seen?.rawBody.length));
    assert.equal(seen?.envelope?.msgid, attempt?.msgid);
  });

  test("{infno} in the path is the interface's code and is not signed", async (t) => {
    const rig = await rigFor(t, {
      insurer: { path: "/isp-api/powercsb/2207" },
      configuration: { sdk: { path: "/isp-api/powercsb/{infno}" } },
    });
    assert.equal((await rig.run(rig.insert("2207", settlement()))).code, 0);
    const [seen] = rig.insurer.requests;
    assert.deepEqual([seen?.path, seen?.verdict], ["/isp-api/powercsb/2207", { accepted: true }]);
  });

  test("a 307 is not followed", async (t) => {
    const rig = await rigFor(t);
    const elsewhere = await startInsurerStandIn({ fixmedins_code: "H12345678901", access_key: "a", secret: "b" });
    t.after(() => elsewhere.stop());
    rig.insurer.answer("2207", answers.redirect(`${elsewhere.url}/api/medical-insurance`));
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 7);
    assert.deepEqual([rig.insurer.connections, elsewhere.connections], [1, 0]);
  });

  test("a proxy of the environment is not used", async (t) => {
    const proxy = await startInsurerStandIn({ fixmedins_code: "H12345678901", access_key: "a", secret: "b" });
    t.after(() => proxy.stop());
    const names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    const environment = { ...Object.fromEntries(names.map((name) => [name, proxy.url])), NODE_USE_ENV_PROXY: "1" };
    const rig = await rigFor(t, { environment });
    const id = rig.insert("1101", lookUp);
    await assertEnded(rig, id, await rig.run(id), "line", success);
    assert.deepEqual([rig.insurer.connections, proxy.connections], [1, 0]);
  });

  test("the msgid is stored before the first byte leaves", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("connected");
    const id = rig.insert("2207", settlement());
    const { ended } = rig.start(id);
    await hold.reached;
    assert.equal(rig.insurer.requests.length, 0);
    const { msgid, status } = rig.request(id);
    assert.match(String(msgid), /^H12345678901\d{18}$/);
    assert.deepEqual(
      [status, rig.attempts(id).map((each) => [each.msgid, each.outcome])],
      ["PROCESSING", [[msgid, "SENDING"]]],
    );
    hold.release();
    await assertEnded(rig, id, await ended, "line", success);
    assert.equal(rig.insurer.requests[0]?.msgid, msgid);
  });

  test("the reply is stored character for character", async (t) => {
    const rig = await rigFor(t);
    const reply =
      '{ "infcode" : "0","err_msg":"" ,\r\n "output":{"setl_id":12345678901234567890,"amt":48.20,"name":"张三\\u0041𠮷"}}';
    rig.insurer.answer("2207", answers.plain({ status: 200, headers: [], body: Buffer.from(reply) }));
    const id = rig.insert("2207", settlement());
    await assertEnded(rig, id, await rig.run(id), "line", success);
    assert.equal(rig.responses(id)[0]?.response_data, reply);
  });

  test("a reply of 5 MB is stored whole", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("1101", answers.large(5_000_000));
    const id = rig.insert("1101", lookUp);
    assert.equal((await rig.run(id)).code, 0);
    const reply = JSON.parse(rig.responses(id)[0]?.response_data ?? "{}");
    assert.equal(reply.output.padding, "x".repeat(5_000_000));
  });
});
