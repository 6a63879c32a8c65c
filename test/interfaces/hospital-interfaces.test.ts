import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { loadHospitalInterfaces } from "../../src/interfaces/hospital-interfaces.ts";

const BED_QUERY = {
  infno: "8801",
  title: "床位查询",
  kind: "query",
  class: "A",
  type: "object",
  properties: {
    input: {
      type: "object",
      required: ["data"],
      properties: {
        data: {
          title: "输入",
          type: "object",
          required: ["bed_no"],
          properties: {
            bed_no: { title: "床位号", type: "string", maxLength: 4 },
            begndate: { title: "开始日期", $ref: "common/formats.json#/definitions/date" },
            ward: { title: "病区", type: "string", allOf: [{ $ref: "common/wards.json#/definitions/ward" }] },
          },
        },
      },
    },
  },
};

function folderWith(context: TestContext, files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), "own-interfaces-"));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

const WARDS = { definitions: { ward: { title: "病区", enum: ["", "1", "2"], codes: { 1: "内科", 2: "外科" } } } };

test("a hospital's own schema makes an interface that the specification does not have", async (context) => {
  const own = await loadHospitalInterfaces(folderWith(context, { "8801.json": BED_QUERY, "common/wards.json": WARDS }));
  assert.ok("interfaces" in own);
  const beds = own.interfaces.get("8801");
  assert.ok(beds !== undefined);
  assert.deepEqual(
    [beds.name, beds.class, beds.reversible, beds.lookWith, beds.nodes],
    ["床位查询", "A", false, null, ["data"]],
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

test("a rule that only a hospital's schema has is named by its keyword", async (context) => {
  const ranged = structuredClone(BED_QUERY) as {
    properties: { input: { properties: { data: { properties: Record<string, unknown> } } } };
  };
  ranged.properties.input.properties.data.properties.ward = { title: "层", type: "integer", maximum: 9 };
  const own = await loadHospitalInterfaces(folderWith(context, { "8801.json": ranged }));
  assert.ok("interfaces" in own);
  assert.deepEqual(own.interfaces.get("8801")?.validateInput({ data: { bed_no: "1", ward: 10 } }).faults, [
    { path: "data.ward", place: "data.ward", label: "层", rule: { keyword: "schema", word: "maximum" } },
  ]);
});

const BROKEN: readonly (readonly [what: string, file: string, content: unknown, reason: RegExp])[] = [
  ["no JSON", "8802.json", "{", /^it is not JSON: /],
  ["no object", "8802.json", "[]", /^it is not a JSON object$/],
  ["no class", "8802.json", { ...BED_QUERY, infno: "8802", class: "D" }, /^class must be A, B or C$/],
  ["no kind", "8802.json", { ...BED_QUERY, infno: "8802", kind: "magic" }, /^kind must be one of query, trial, /],
  ["no input", "8802.json", { ...BED_QUERY, infno: "8802", properties: {} }, /^properties\.input is missing$/],
  ["another code", "8802.json", BED_QUERY, /^the file must be named <infno>\.json/],
  [
    "a keyword that no schema has",
    "8802.json",
    { ...BED_QUERY, infno: "8802", properties: { input: { type: "object", maxlength: 3 } } },
    /maxlength/,
  ],
  [
    "a wrong keyword value",
    "8802.json",
    { ...BED_QUERY, infno: "8802", properties: { input: { type: "text" } } },
    /type/,
  ],
  ["a reference to nowhere", "8802.json", BROKEN_REFERENCE(), /nowhere/],
];

function BROKEN_REFERENCE(): unknown {
  return {
    ...BED_QUERY,
    infno: "8802",
    properties: { input: { type: "object", properties: { data: { $ref: "common/nowhere.json#/definitions/x" } } } },
  };
}

for (const [what, file, content, reason] of BROKEN) {
  test(`a schema with ${what} is a fault that names the file and the reason`, async (context) => {
    const own = await loadHospitalInterfaces(
      folderWith(context, { "8801.json": BED_QUERY, "common/wards.json": WARDS, [file]: content }),
    );
    assert.ok("faults" in own);
    assert.deepEqual(
      own.faults.map((fault) => fault.file),
      [file],
    );
    assert.match(own.faults[0]?.reason ?? "", reason);
  });
}

test("a folder that cannot be read is a fault that names it", async () => {
  const folder = join(tmpdir(), "own-interfaces-that-nobody-made");
  assert.deepEqual(await loadHospitalInterfaces(folder), {
    faults: [{ file: folder, reason: "the folder cannot be read" }],
  });
});

test("an empty folder adds nothing", async (context) => {
  const own = await loadHospitalInterfaces(folderWith(context, {}));
  assert.ok("interfaces" in own);
  assert.equal(own.interfaces.size, 0);
});
