import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type HospitalInterfaces, openHospitalInterfaces } from "../../src/interfaces/hospital-interfaces.ts";
import { type KnownInterfaces, knownInterfaces } from "../../src/interfaces/known-interfaces.ts";
import { ownQuery, writeOwnSchemas } from "../rig/own-schemas.ts";

const BED_QUERY = ownQuery("8801", {
  bed_no: { title: "床位号", type: "string", maxLength: 4 },
  begndate: { title: "开始日期", $ref: "common/formats.json#/definitions/date" },
  ward: { title: "病区", type: "string", allOf: [{ $ref: "common/wards.json#/definitions/ward" }] },
});

const WARDS = { definitions: { ward: { title: "病区", enum: ["", "1", "2"], codes: { 1: "内科", 2: "外科" } } } };

function folderWith(context: TestContext, files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), "own-interfaces-"));
  context.after(() => rmSync(folder, { recursive: true }));
  writeOwnSchemas(folder, files);
  return folder;
}

function opened(folder: string): HospitalInterfaces {
  const own = openHospitalInterfaces(folder, "hunan");
  assert.ok("load" in own);
  return own;
}

function known(folder: string): KnownInterfaces {
  const interfaces = knownInterfaces(folder, "hunan");
  assert.ok("load" in interfaces);
  return interfaces;
}

async function reasonsIn(folder: string, infno: string): Promise<readonly string[]> {
  const made = await opened(folder).load(infno);
  assert.ok(made !== undefined && "reason" in made);
  return made.faults.map(({ file, reason }) => `${file}: ${reason}`);
}

test("a hospital's own schema makes an interface that the specification does not have", async (context) => {
  const beds = await opened(folderWith(context, { "8801.json": BED_QUERY, "common/wards.json": WARDS })).load("8801");
  assert.ok(beds !== undefined && !("reason" in beds));
  assert.deepEqual(
    [beds.name, beds.class, beds.reversible, beds.lookWith, beds.nodes],
    ["自定义查询", "A", false, null, ["data"]],
  );
  assert.deepEqual(beds.validateInput({ data: { bed_no: "0001", begndate: "2024-02-29", ward: "1" } }).faults, []);
  assert.deepEqual(beds.validateInput({ data: { bed_no: "00001", begndate: "2023-02-29", ward: "3" } }).faults, [
    { path: "data.bed_no", place: "data.bed_no", label: "床位号", rule: { keyword: "max-length", limit: 4 } },
    {
      path: "data.begndate",
      place: "data.begndate",
      label: "开始日期",
      rule: { keyword: "format", format: "yyyy-MM-dd" },
    },
    { path: "data.ward", place: "data.ward", label: "病区", rule: { keyword: "codes", codes: ["1", "2"] } },
  ]);
});

test("a fault at a key that no schema names shows the key to HIS, and not on the terminal", async (context) => {
  const schema = ownQuery("8803", {
    beds: { title: "床位", type: "object", additionalProperties: { type: "string" } },
  });
  const beds = await opened(folderWith(context, { "8803.json": schema })).load("8803");
  assert.ok(beds !== undefined && !("reason" in beds));
  assert.deepEqual(
    beds.validateInput({ data: { beds: { 张三: 1 } } }).faults.map(({ path, place }) => [path, place]),
    [["data.beds.张三", "data.beds: a field"]],
  );
});

test("a rule that only a hospital's schema has is named by its keyword", async (context) => {
  const ranged = ownQuery("8801", { floor: { title: "层", type: "integer", maximum: 9 } });
  const made = await opened(folderWith(context, { "8801.json": ranged })).load("8801");
  assert.ok(made !== undefined && !("reason" in made));
  assert.deepEqual(made.validateInput({ data: { floor: 10 } }).faults, [
    { path: "data.floor", place: "data.floor", label: "层", rule: { keyword: "schema", word: "maximum" } },
  ]);
});

test("all faults of a whole schema are told at once, each with file, place and cause", async (context) => {
  const broken = ownQuery("8801", {
    bed_no: { title: "床位号", type: "text", maxlength: 4 },
    ward: { title: "病区", $ref: "common/nowhere.json#/definitions/ward" },
  });
  broken.properties.input.properties.data.required.push("bed");
  const reasons = await reasonsIn(
    folderWith(context, { "8801.json": { ...broken, class: "D", kind: "magic", title: 1 } }),
    "8801",
  );
  assert.deepEqual(
    reasons.map((reason) => reason.split(": ").slice(0, 2).join(": ")),
    [
      "8801.json: title",
      "8801.json: kind",
      "8801.json: class",
      "8801.json: properties.input.properties.data.properties.bed_no.maxlength",
      "8801.json: properties.input.properties.data.properties.ward.$ref",
      "8801.json: properties.input.properties.data.required",
      "8801.json: properties.input.properties.data.properties.bed_no.type",
    ],
  );
});

for (const [what, content, reason] of [
  ["is no JSON", "{", /^8801\.json: it is not JSON: /],
  ["is no object", "[]", /^8801\.json: it is not a JSON object$/],
  ["has another code", { ...BED_QUERY, infno: "8802" }, /^8801\.json: infno: must be "8801"/],
  ["has no input", { ...BED_QUERY, required: [], properties: {} }, /^8801\.json: properties\.input: is missing$/],
] as const) {
  test(`a file that ${what} is a fault that names the file and the reason`, async (context) => {
    const reasons = await reasonsIn(folderWith(context, { "8801.json": content, "common/wards.json": WARDS }), "8801");
    assert.equal(reasons.length, 1);
    assert.match(reasons[0] ?? "", reason);
  });
}

test("a whole schema over a built-in one may not have a weaker class", async (context) => {
  const whole = { ...ownQuery("2207", { psn_no: { title: "人员编号", type: "string" } }), class: "A" };
  assert.deepEqual(await reasonsIn(folderWith(context, { "2207.json": whole }), "2207"), [
    "2207.json: class: A is weaker than C: a class may only be made stricter",
  ]);
});

test("a broken file is broken for its own interface alone, and the list names it and files of no interface", async (context) => {
  const interfaces = known(
    folderWith(context, { "2201.json": "{", "2207.txt.json": "{}", "1101.json": { infno: "1101" } }),
  );
  const [broken, fine, builtIn] = [
    await interfaces.load("2201"),
    await interfaces.load("1101"),
    await interfaces.load("2207"),
  ];
  assert.ok(broken !== undefined && "reason" in broken);
  assert.ok(fine !== undefined && !("reason" in fine) && builtIn !== undefined && !("reason" in builtIn));
  const { interfaces: listed, faults } = await interfaces.list();
  assert.deepEqual(faults.map(({ file }) => file).sort(), ["2201.json", "2207.txt.json"]);
  assert.equal(listed.length, 211);
  assert.deepEqual(
    listed.flatMap(({ infno, file }) => (file === null ? [] : [infno])),
    ["1101"],
  );
});

test("a folder that cannot be read is a fault that names it", () => {
  const folder = join(tmpdir(), "own-interfaces-that-nobody-made");
  assert.deepEqual(openHospitalInterfaces(folder, "hunan"), { reason: `${folder}: the folder cannot be read` });
});

test("an empty folder adds nothing", async (context) => {
  assert.equal((await known(folderWith(context, {})).list()).interfaces.length, 212);
});

const compiledFile = (folder: string): string => join(folder, "compiled", "8801.js");
const LONG_AGO = new Date("2020-01-01T00:00:00Z");

/** A folder whose interface was compiled long ago, as its file says. */
async function compiledFolder(context: TestContext): Promise<string> {
  const folder = folderWith(context, { "8801.json": BED_QUERY, "common/wards.json": WARDS });
  await opened(folder).load("8801");
  utimesSync(compiledFile(folder), LONG_AGO, LONG_AGO);
  return folder;
}

async function bedFaults(folder: string, bed_no: string): Promise<number> {
  const made = await opened(folder).load("8801");
  assert.ok(made !== undefined && !("reason" in made));
  return made.validateInput({ data: { bed_no, begndate: "2024-02-29", ward: "1" } }).faults.length;
}

const contentOf = (folder: string): string => readFileSync(compiledFile(folder), "utf8");

test("what is compiled is kept and taken by the next run, and nothing else is left", async (context) => {
  const folder = await compiledFolder(context);
  const before = contentOf(folder);
  assert.equal(await bedFaults(folder, "00001"), 1);
  assert.equal(contentOf(folder), before);
  assert.deepEqual(readdirSync(join(folder, "compiled")), ["8801.js"]);
});

test("a changed file, or a changed common definition, is compiled again", async (context) => {
  const folder = await compiledFolder(context);
  const before = contentOf(folder);
  writeOwnSchemas(folder, { "8801.json": JSON.stringify(BED_QUERY).replace('"maxLength":4', '"maxLength":5') });
  assert.equal(await bedFaults(folder, "00001"), 0);
  const between = contentOf(folder);
  assert.notEqual(between, before);
  writeOwnSchemas(folder, { "common/wards.json": JSON.stringify(WARDS).replace('"1","2"', '"2"') });
  assert.equal(await bedFaults(folder, "00001"), 1);
  assert.notEqual(contentOf(folder), between);
});

test("a kept file with another key, or whose text was changed or cut off, is not run", async (context) => {
  const folder = await compiledFolder(context);
  const kept = contentOf(folder);
  for (const damaged of [
    kept.replace(/^\/\/ ./, (head) => (head.endsWith("0") ? "// 1" : "// 0")),
    kept.replace("\n", "\nthrow new Error();"),
    kept.slice(0, -20),
    "",
  ]) {
    writeFileSync(compiledFile(folder), damaged);
    assert.equal(await bedFaults(folder, "00001"), 1);
    assert.equal(contentOf(folder), kept);
  }
});

test("where nothing can be written, the interface is compiled all the same", async (context) => {
  const folder = folderWith(context, { "8801.json": BED_QUERY, "common/wards.json": WARDS, compiled: "a file" });
  assert.equal(await bedFaults(folder, "00001"), 1);
  assert.equal(readFileSync(join(folder, "compiled"), "utf8"), "a file");
});
