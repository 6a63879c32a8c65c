import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { institution } from "../rig/configuration.ts";
import { runInProcess } from "../rig/in-process.ts";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";

const output = answers.envelope({ infcode: 0, err_msg: "", output: "{}" });

/** A settlement that was made ready and, as its only attempt, reached nobody. */
async function refused(rig: Rig): Promise<number> {
  await rig.configure({ retry: { max_attempts: 1 } });
  rig.insurer.answer("2207", answers.gateway("签名错误"));
  const id = rig.insert("2207", settlement());
  assert.equal((await rig.run(id)).code, 6);
  rig.insurer.answer("2207", output);
  return id;
}

/** All that a claim or a sending would change. */
const stateOf = (rig: Rig, id: number): unknown =>
  structuredClone([rig.request(id), rig.attempts(id), rig.insurer.requests.length]);

suite("processor replay --dry-run", { concurrency: 2 }, () => {
  test("shows what the replay then sends, byte for byte with --reveal, and changes nothing", async (t) => {
    const rig = await rigFor(t);
    const id = await refused(rig);
    const before = stateOf(rig, id);
    const { code, stdout } = await rig.run("replay", id, "--dry-run", "--reveal", "--json");
    assert.match(stdout, /^\{[\x20-\x7e]+\}\n$/);
    assert.deepEqual(stateOf(rig, id), before);
    const { exit_code, message, requests } = JSON.parse(stdout);
    const [{ request, ...facts }, ...others] = requests;
    assert.deepEqual([code, exit_code, message, others], [0, 0, "", []]);
    assert.deepEqual(facts, {
      request_id: 1,
      interface_code: "2207",
      interface_class: "C",
      status: "ERROR",
      error_code: "GATEWAY_REFUSED",
      plan: "send",
      next_command: "processor show 1",
      fault: null,
      msgid: "same",
      last_attempt: 1,
      differences: [],
      spooled: 0,
    });
    assert.equal((await rig.run("replay", id)).code, 0);
    const withoutTime = (text: string): string => text.replace(/"inf_time":"[^"]+"/, "");
    assert.equal(withoutTime(request.body), withoutTime(String(rig.attempts(id)[1]?.request_body)));
    assert.equal(request.url, `${rig.insurer.url}/api/medical-insurance`);
    assert.equal(request.headers._api_name, "2207");
  });

  test("masks what names a person and what opens the gateway, and says what differs from the last sending", async (t) => {
    const rig = await rigFor(t);
    const id = await refused(rig);
    await rig.configure({
      sdk: {
        path: "/api/medical-insurance?key=your_secret_key",
        envelope: { infver: "1.1.0", opter: "0001", opter_name: "李四", mdtrtarea_admvs: "430100" },
      },
    });
    const body = JSON.parse(String(rig.attempts(id)[0]?.request_body));
    body.input.data.invono = "another";
    delete body.input.data.insutype;
    Object.assign(rig.sql.tables.medical_insurance_attempts[0] ?? {}, { request_body: JSON.stringify(body) });
    const { code, stdout } = await rig.run("replay", id, "--dry-run");
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, new RegExp(`李四|收费员|430123199001011234|INV2024|${institution.app_secret}`));
    assert.doesNotMatch(stdout, new RegExp(institution.app_id));
    assert.match(stdout, /^dry run: nothing is claimed, nothing is sent\n1 request \(2207 class C: 1\): 1 to be sent/);
    assert.match(
      stdout,
      /\n--- request 1 would be sent as\nPOST http:\/\/[\d.:]+\/api\/medical-insurance\?key=\*\*\*\n/,
    );
    assert.match(stdout, /\n_api_access_key: \*\*\*\n_api_signature: \*\*\*\n/);
    assert.match(stdout, /\n\{"infno":"2207","msgid":"H12345678901\d{18}","mdtrtarea_admvs":"430100",/);
    assert.match(stdout, /"infver":"1\.1\.0","opter_type":"1","opter":"\*\*\*","opter_name":"\*\*\*",/);
    assert.match(stdout, /"input":\{"data":\{"mdtrt_id":"\*\*\*","psn_no":"\*\*\*",/);
    assert.match(stdout, /\nmsgid: the same\ninf_time, _api_timestamp, _api_signature: of that moment;/);
    assert.match(stdout, /\n--- request 1 differs from attempt 1\n/);
    assert.match(stdout, /\n {2,}infver +\*\*\* -> 1\.1\.0\n/);
    assert.match(stdout, /\n {2}险种类型 +input\.data\.insutype +\(none\) -> \*\*\*\n/);
    assert.match(stdout, /\n {2}发票号 +input\.data\.invono +\*\*\* -> \*\*\*\n/);
    const revealed = await runInProcess(rig, {}, "replay", id, "--dry-run", "--reveal");
    assert.match(revealed.stdout, /input\.data\.invono +another -> INV20241201001\n/);
    assert.doesNotMatch(revealed.stdout, new RegExp(`${institution.app_secret}|${institution.app_id}`));
  });

  test("of several, each is judged: a new msgid after a reply, a fault of the input, a confirmation that is needed", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    rig.insurer.answer("1101", answers.refused("参保人不存在"));
    rig.insurer.answer("2207", answers.lost);
    const query = rig.insert("1101", lookUp);
    const lost = rig.insert("2207", settlement());
    const invalid = rig.insert("2207", { psn_no: 1, bad: true });
    for (const id of [query, lost]) await rig.run(id);
    const { code, stdout } = await rig.run("replay", query, lost, invalid, 9, "--dry-run", "--json");
    const { requests } = JSON.parse(stdout);
    assert.equal(code, 4);
    assert.deepEqual(
      requests.map(({ plan, msgid, request }: Record<string, unknown>) => [plan, msgid, request === null]),
      [
        ["send", "new", false],
        ["confirm", "same", false],
        ["send", null, true],
        ["missing", null, true],
      ],
    );
    assert.match(requests[0].request.body, /^\{"infno":"1101","msgid":"\(new\)",/);
    assert.match(requests[2].fault, /^the input is invalid and was not sent: /);
    assert.equal((await runInProcess(rig, {}, "replay", lost, "--dry-run")).code, 3);
    assert.equal((await runInProcess(rig, {}, "replay", lost, "--dry-run", "--confirm", lost)).code, 0);
  });

  test("an outcome in the spool is named, and is what it is compared with", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2207", output);
    const id = rig.insert("2207", settlement());
    rig.sql.faults.raise("sp_medical_insurance_finish", 51001, 1);
    assert.equal((await rig.run(id)).code, 8);
    const { stdout } = await runInProcess(rig, {}, "replay", id, "--dry-run");
    assert.match(stdout, /\nthe spool has 1 outcome\(s\) of it: they are delivered first/);
    assert.match(stdout, /has the same content as the last sending, which is in the spool\n/);
  });

  test("what is wrong is said in one shape", async (t) => {
    const rig = await rigFor(t);
    const words = ["replay", 1, 2, "--dry-run", "--confirm", 1, "--json"];
    const { code, stdout } = await rig.run(...words);
    assert.deepEqual([code, JSON.parse(stdout).requests], [2, []]);
    assert.equal(
      (await runInProcess(rig, {}, "replay", 1, "--reveal")).stdout,
      "--reveal belongs to --dry-run; nothing was done\n",
    );
  });
});
