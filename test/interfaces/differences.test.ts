import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { PROFILES, type Profile } from "../../src/config/profile.ts";
import { openHospitalInterfaces } from "../../src/interfaces/hospital-interfaces.ts";
import type { Interface } from "../../src/interfaces/interface.ts";
import { writeOwnSchemas } from "../rig/own-schemas.ts";
import { SCHEMAS_PAGE } from "./schemas-page.ts";
import { assertUnchanged } from "./unchanged.ts";

const REGISTRATION = {
  psn_no: "1",
  insutype: "310",
  begntime: "2024-12-01 08:30:00",
  mdtrt_cert_type: "02",
  mdtrt_cert_no: "1",
  psn_cert_type: "01",
  certno: "1",
  psn_type: "11",
  psn_name: "张三",
  ipt_otp_no: "1",
  dept_code: "1",
  dept_name: "1",
  caty: "1",
};

async function loadOwn(context: TestContext, infno: string, content: object) {
  const folder = mkdtempSync(join(tmpdir(), "differences-"));
  context.after(() => rmSync(folder, { recursive: true }));
  writeOwnSchemas(folder, { [`${infno}.json`]: { infno, ...content } });
  const own = openHospitalInterfaces(folder, "hunan");
  assert.ok("load" in own);
  const made = await own.load(infno);
  assert.ok(made !== undefined);
  return made;
}

async function interfaceOf(context: TestContext, infno: string, content: object): Promise<Interface> {
  const made = await loadOwn(context, infno, content);
  assert.ok(!("reason" in made), JSON.stringify(made));
  return made;
}

async function reasonsOf(context: TestContext, infno: string, content: object): Promise<readonly string[]> {
  const made = await loadOwn(context, infno, content);
  assert.ok("reason" in made);
  assert.ok(made.faults.every(({ file }) => file === `${infno}.json`));
  return made.faults.map(({ reason }) => reason);
}

function judged(made: Interface, input: Parameters<Interface["validateInput"]>[0]): readonly string[] {
  const { faults, warnings } = made.validateInput(input);
  return [...faults, ...warnings].map(({ path, rule }) => `${path} ${rule.keyword}`);
}

/** One of each kind: a node, lists, nodes beside lists, a short form, no input, an interface that Hunan does not have. */
const KINDS: Readonly<Record<Profile, readonly string[]>> = {
  hunan: ["1101", "2203", "2204", "2207", "5101"],
  national: ["1101", "2207", "4202"],
};

for (const profile of PROFILES) {
  test(`a file that changes nothing is the built-in interface of ${profile}`, (context) =>
    assertUnchanged(context, profile, KINDS[profile]));
}

/** The examples of the page, in its order. */
function exampleOnPage(index: number): object {
  const [, text = ""] = [...readFileSync(SCHEMAS_PAGE, "utf8").matchAll(/```json\n([^`]+)```/g)][index] ?? [];
  return JSON.parse(text);
}

test("the page's interface of one's own works as the page says", async (context) => {
  const made = await interfaceOf(context, "8801", exampleOnPage(1));
  assert.deepEqual([made.name, made.class, made.nodes], ["空床查询", "A", ["data"]]);
  assert.deepEqual(judged(made, { data: { ward_no: "12345678", query_date: "2024-12-01", vali_flag: "1" } }), []);
  assert.deepEqual(judged(made, { data: { query_date: "2024-13-01", vali_flag: "2" } }), [
    "data.ward_no required",
    "data.query_date format",
    "data.vali_flag codes",
  ]);
});

test("the page's differences work as the page says", async (context) => {
  const made = await interfaceOf(context, "2201", exampleOnPage(0));
  assert.equal(made.name, "门诊挂号");
  const complete = { ...REGISTRATION, psn_name: "张".repeat(200), card_sn: "1", ward_no: "12345678" };
  assert.deepEqual(judged(made, { data: complete }), []);
  const { card_sn: _, ...without } = complete;
  assert.deepEqual(judged(made, { data: { ...without, psn_name: "张".repeat(201), ward_no: "123456789" } }), [
    "data.card_sn required",
    "data.psn_name max-length",
    "data.ward_no max-length",
  ]);
});

test("a field becomes a warning, optional, or unknown", async (context) => {
  const made = await interfaceOf(context, "2201", {
    input: { "data.caty": { presence: "expected" }, "data.certno": { presence: "optional" }, "data.dr_name": null },
  });
  const { caty: _, certno: __, ...rest } = REGISTRATION;
  assert.deepEqual(judged(made, { data: { ...rest, dr_name: "李四" } }), [
    "data.dr_name unknown-field",
    "data.caty expected",
  ]);
});

test("a field that a condition requires is optional when the hospital says so", async (context) => {
  const made = await interfaceOf(context, "2201", { input: { "data.card_sn": { presence: "optional" } } });
  assert.deepEqual(judged(made, { data: { ...REGISTRATION, mdtrt_cert_type: "03" } }), []);
});

test("codes are added to a field's table and taken out of it, and the field is as long as its codes", async (context) => {
  const made = await interfaceOf(context, "2201", {
    input: { "data.insutype": { codes: { "3100001": "本地险种", "310": null } } },
  });
  assert.deepEqual(judged(made, { data: { ...REGISTRATION, insutype: "3100001" } }), []);
  assert.deepEqual(judged(made, { data: REGISTRATION }), ["data.insutype unknown-code"]);
});

test("a closed table takes the added code and stays closed", async (context) => {
  const made = await interfaceOf(context, "1304", { input: { "data.vali_flag": { codes: { "2": "停用" } } } });
  const found = (flag: string) => judged(made, { data: { vali_flag: flag } });
  assert.ok(!found("2").includes("data.vali_flag codes"));
  assert.ok(found("3").includes("data.vali_flag codes"));
});

test("a field of a list's rows, a new node and the full form of 2207 can be changed", async (context) => {
  const rows = await interfaceOf(context, "2203", { input: { "diseinfo.diag_name": { type: "string(3)" } } });
  assert.ok(judged(rows, { diseinfo: [{ diag_name: "1234" }] }).includes("diseinfo[0].diag_name max-length"));
  const node = await interfaceOf(context, "2201", {
    input: {
      "wards.bed_no": { title: "床位号", type: "number(2,0)", presence: "required" },
      wards: { title: "病区", type: "list" },
    },
  });
  assert.deepEqual(judged(node, { data: REGISTRATION, wards: [{ bed_no: 100 }, {}] }), [
    "wards[0].bed_no decimal",
    "wards[1].bed_no required",
  ]);
  const full = await interfaceOf(context, "2207", { input: { "data.certno": { presence: "required" } } });
  assert.ok(judged(full, { data: { psn_no: "1", certno: "" } }).includes("data.certno required"));
  const short = { mdtrt_id: "1", psn_no: "1", chrg_bchno: "1", acct_used_flag: "0", insutype: "310", invono: "1" };
  assert.deepEqual(judged(full, { data: short }), []);
});

test("a class may become stricter, not weaker", async (context) => {
  assert.equal((await interfaceOf(context, "1101", { class: "C" })).class, "C");
  assert.deepEqual(await reasonsOf(context, "2207", { class: "A" }), [
    "class: A is weaker than C: a class may only be made stricter",
  ]);
});

test("all faults of a file are found at once, each with its path", async (context) => {
  const reasons = await reasonsOf(context, "2201", {
    class: "D",
    required: [],
    input: {
      psn_name: { title: "姓名", type: "string" },
      "data.psn_nane": { presence: "required" },
      "data.psn_no": null,
      "data.caty": { maxLength: 20, type: "text", presence: "must" },
      "data.insutype": { codes: ["310"] },
      "rows.no": null,
      data: { type: "list" },
      "data[0].certno": null,
    },
  });
  assert.deepEqual(reasons.map((reason) => reason.split(": ")[0]).sort(), [
    "class",
    "data.caty.maxLength",
    "data.caty.presence",
    "data.caty.type",
    "data.insutype.codes",
    "data.psn_nane",
    "data.psn_no",
    "data.type",
    "data[0].certno",
    "psn_name",
    "required",
    "rows.no",
  ]);
  assert.ok(reasons.includes("psn_name: is outside the nodes of 2201; write data.psn_name"));
  assert.ok(reasons.includes("data.psn_no: is a key field of the business act: it must stay"));
});

test("differences over an interface that is not built in are a fault", async (context) => {
  assert.deepEqual(await reasonsOf(context, "9999", { input: {} }), [
    '9999 is not built in, so there is nothing to differ from: write the whole schema, with "properties"',
  ]);
});
