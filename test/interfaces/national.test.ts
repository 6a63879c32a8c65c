import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { STRICT } from "../../src/config/configuration.ts";
import { checkInput } from "../../src/input/prepare.ts";
import { readCatalogue } from "../../src/interfaces/catalogue.ts";
import { loadDocuments } from "../../src/interfaces/documents.ts";
import { exampleInput } from "../../src/interfaces/example.ts";
import { type Field, fieldOf } from "../../src/interfaces/field.ts";
import { loadInterface } from "../../src/interfaces/load.ts";
import type { Fault } from "../../src/interfaces/rule.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../src/json-text.ts";
import { INFNOS, NATIONAL_INFNOS, readBuiltSchema, readJson, requiredOf, rowsOf, type Schema } from "./schema-files.ts";

/** Only what asks, or calculates and changes nothing, may be sent again: each is written here by a person who has read its name. */
const ONLY_NATIONAL = {
  A: `1160 13203 2206A 25002 25005 25008 2560 2563 3205A 3206A 3209A 3212 3260 4160 4207 4208 4209 5163 5260 5261
    90100 90101 90102 90103 90111 90502`,
  B: "3461 3462 3467 3468 4101A 4201A 4202 4205",
  C: `1161 1162 2207A 2260 2261 2403A 2404A 2501A 25001 25003 25004 25006 25007 2561 2562 3203A 3204A 3211 3261 3262
    3360 3463 3469 4203 4204 4206 90201 90202 90203 9999`,
};

/** Only a query whose name says the same business, of the same province or of all: by an answer of another one a person would act wrongly. */
const LOOK_WITH = {
  "2501A": "5304",
  "25001": "25002",
  "25004": "25005",
  "25006": "25002",
  "25007": "25008",
  "2561": "2560",
  "2562": "2560",
  "3203A": "3205A",
  "3204A": "3205A",
  "3360": "5163",
  "4101A": "4103",
  "4201A": "4207",
  "4202": "4208",
  "4203": "4208",
  "4204": "4207",
  "4205": "4208",
  "4206": "4208",
  "90201": "90101",
  "90202": "90102",
  "90203": "90103",
};

/** Codes under which other provinces' products do another business than Hunan's specification has. */
const OTHER_BUSINESS = {
  A: "7202",
  C: "7101 7102 7103 7104 7105 7201 7203 7204 7205 7206",
};

const codes = (list: string): string[] => list.trim().split(/\s+/).sort();

test("national has Hunan's 212 interfaces and 64 more, each with the class that a person gave it", () => {
  const catalogue = readCatalogue("national");
  assert.equal(catalogue.length, 276);
  for (const interfaceClass of ["A", "B", "C"] as const) {
    const more = catalogue.filter((entry) => !INFNOS.includes(entry.infno) && entry.class === interfaceClass);
    assert.deepEqual(more.map(({ infno }) => infno).sort(), codes(ONLY_NATIONAL[interfaceClass]));
  }
});

test("an interface that both have keeps Hunan's class and facts; where the business differs, the class is never weaker", () => {
  const national = new Map(readCatalogue("national").map((entry) => [entry.infno, entry]));
  const other = [...codes(OTHER_BUSINESS.A), ...codes(OTHER_BUSINESS.C)];
  for (const hunan of readCatalogue("hunan")) {
    const { infno, class: interfaceClass, lookWith, keyFields, promisesOutput } = hunan;
    const entry = national.get(infno);
    assert.ok(entry !== undefined);
    if (other.includes(infno)) {
      assert.equal(entry.class, infno === OTHER_BUSINESS.A ? "A" : "C", infno);
      assert.ok(entry.class >= interfaceClass, infno);
    } else {
      assert.deepEqual(
        [entry.class, entry.lookWith, entry.keyFields, entry.promisesOutput],
        [interfaceClass, lookWith, keyFields, promisesOutput],
        infno,
      );
    }
  }
});

test("every interface with which a lost outcome is looked up is a query that the profile has", () => {
  const national = new Map(readCatalogue("national").map((entry) => [entry.infno, entry]));
  const odd = [...national.values()].filter(
    ({ lookWith }) => lookWith !== null && national.get(lookWith)?.class !== "A" && lookWith !== "4262",
  );
  assert.deepEqual(odd, []);
});

test("an interface that Hunan does not have is looked up with a query of the same business, or with none", () => {
  const only = readCatalogue("national").filter(({ infno }) => !INFNOS.includes(infno));
  const looked = only.flatMap(({ infno, lookWith }) => (lookWith === null ? [] : [[infno, lookWith] as const]));
  assert.deepEqual(Object.fromEntries(looked), LOOK_WITH);
});

test("the minimal and the full example of every interface are valid and draw no warning but that the fields are not known", () => {
  const unknown: string[] = [];
  for (const infno of NATIONAL_INFNOS) {
    const [documents, known] = [loadDocuments(infno, "national"), loadInterface(infno, "national")];
    assert.ok(documents !== undefined && known !== undefined);
    for (const extent of ["minimal", "full"] as const) {
      const { faults, warnings } = known.validateInput(exampleInput(extent, documents, known));
      assert.deepEqual(faults, [], `${infno} ${extent}`);
      if (warnings.length > 0) assert.deepEqual(warnings.map(shown), [" fields-not-known"], `${infno} ${extent}`);
      if (warnings.length > 0 && extent === "full") unknown.push(infno);
    }
  }
  assert.deepEqual(unknown, codes("1161 2206A 2207A 2560 2561 2562 2563 9999"));
});

test("any input of an interface without known fields passes with one warning", () => {
  for (const input of [{}, { data: { psn_no: "1" } }, { psn_no: 1, list: [{ a: null }] }]) {
    const validation = loadInterface("2206A", "national")?.validateInput(input);
    assert.deepEqual(validation?.faults, []);
    assert.deepEqual(validation?.warnings.map(shown), [" fields-not-known"]);
  }
});

test("nothing is required that Hunan does not require, nor that fewer than two products send", () => {
  const facts = readJson("national.json") as { interfaces: Record<string, { input?: Record<string, unknown> }> };
  const other = [...codes(OTHER_BUSINESS.A), ...codes(OTHER_BUSINESS.C)];
  let fields = 0;
  for (const infno of INFNOS) {
    const hunan = new Set(requiredPaths(readBuiltSchema(infno)));
    const keys = readCatalogue().find((entry) => entry.infno === infno);
    for (const path of requiredPaths(readBuiltSchema(infno, "national"))) {
      assert.ok(!other.includes(infno) && hunan.has(path), `${infno} ${path}`);
      const fact = facts.interfaces[infno]?.input?.[path];
      if (!Array.isArray(fact)) continue;
      fields++;
      const isKey = [...(keys?.businessKeys ?? []), ...(keys?.keyFields ?? [])].includes(path.split(".").at(-1) ?? "");
      assert.ok(fact[3] === "required" && (fact[2] >= 2 || isKey), `${infno} ${path}`);
    }
  }
  assert.equal(fields, 689);
});

test("what Hunan's rules take in an interface with the same business, these take too: the longer length, either type", () => {
  const other = [...codes(OTHER_BUSINESS.A), ...codes(OTHER_BUSINESS.C)];
  const narrower: string[] = [];
  for (const infno of INFNOS.filter((each) => !other.includes(each))) {
    const [hunan, known] = [loadDocuments(infno), loadInterface(infno, "national")];
    const forHunan = loadInterface(infno);
    assert.ok(hunan !== undefined && known !== undefined && forHunan !== undefined);
    const { faults } = known.validateInput(longest(exampleInput("full", hunan, forHunan), fieldOf(hunan, "input")));
    narrower.push(...faults.map((fault) => `${infno} ${shown(fault)}`));
  }
  assert.deepEqual(narrower, []);
});

/** Every required node and field of these is asked for: taken away from the full example, each is a fault that names it. */
for (const [infno, paths] of [
  ["2201", ["data", "data.psn_no", "data.ipt_otp_no", "data.mdtrt_cert_type"]],
  ["2204", ["feedetail", "feedetail.feedetl_sn", "feedetail.chrg_bchno"]],
  ["2207", ["data", "data.mdtrt_id", "data.psn_setlway"]],
  ["4201A", ["fsiOwnpayPatnFeeListDDTO", "fsiOwnpayPatnFeeListDDTO.fixmedins_mdtrt_id"]],
  ["4203", ["fixmedins_mdtrt_id", "cplt_flag"]],
] as const) {
  for (const path of paths) {
    test(`national ${infno} without ${path} is refused`, () => {
      const [documents, known] = [loadDocuments(infno, "national"), loadInterface(infno, "national")];
      assert.ok(documents !== undefined && known !== undefined);
      const { faults } = known.validateInput(without(exampleInput("full", documents, known), path.split(".")));
      assert.deepEqual(faults.map(shown), [`${path.replace(/^(feedetail|fsiOwnpay\w+)\./, "$1[0].")} required`]);
    });
  }
}

test("what other provinces do not ask for is sent with a warning", () => {
  const input = { data: { mdtrt_cert_type: "02" } };
  const checked = loadInterface("1101", "national")?.validateInput(input);
  assert.deepEqual(checked?.faults, []);
  assert.ok(checked?.warnings.map(shown).includes("data.mdtrt_cert_no expected"));
  assert.deepEqual(loadInterface("1101")?.validateInput(input).faults.map(shown), ["data.mdtrt_cert_no required"]);
});

test("an input with card 03 and no card_sn, as a product of another province sends it, is sent", () => {
  const text = readFileSync(join(import.meta.dirname, "inputs/2207-chongqing.json"), "utf8");
  assert.ok(!("faults" in checkInput(text, loadInterface("2207", "national"), [], STRICT)));
});

test("a feedetl_sn of 30 characters with letters passes, one of 31 does not", () => {
  const of = (sn: string): string[] => {
    const known = loadInterface("2204", "national");
    const faults = known?.validateInput({ feedetail: [{ feedetl_sn: sn }] }).faults ?? [];
    return faults.filter(({ path }) => path.endsWith("feedetl_sn")).map(({ rule }) => rule.keyword);
  };
  const thirty = "MZ20241201-0000000000000000001";
  assert.equal(thirty.length, 30);
  assert.deepEqual(of(thirty), []);
  assert.deepEqual(of(`${thirty}1`), ["max-length"]);
});

test("a list of several rows is taken where products send one", () => {
  const row = { fixmedins_code: "H1", fixmedins_hilist_id: "1", med_list_codg: "2", list_type: "101" };
  const several = { data: [row, row] };
  assert.deepEqual(loadInterface("3302", "national")?.validateInput(several), {
    input: several,
    faults: [],
    warnings: [],
  });
});

test("a code in lower-case letters is the interface of the specification", () => {
  assert.equal(loadInterface("2206a", "national")?.infno, "2206A");
  assert.equal(loadInterface("2206a", "hunan"), undefined);
});

function shown({ path, rule }: Fault): string {
  return `${path} ${rule.keyword}`;
}

/** The input with each text and number as long as its field allows. */
function longest(value: JsonValue, field: Field | undefined): JsonObject {
  const inside = (below: JsonValue, at: Field | undefined): JsonValue => {
    if (Array.isArray(below)) return below.map((row) => inside(row, at));
    if (isJsonObject(below) && at !== undefined && at.fields.length > 0) return longest(below, at);
    if (at === undefined || at.format !== null || at.isFile || at.codes?.closed === true || at.isDigits) return below;
    if (at.decimal !== null && at.decimal.precision !== null && at.decimal.scale !== null)
      return `-${"9".repeat(at.decimal.precision - at.decimal.scale)}${at.decimal.scale > 0 ? `.${"9".repeat(at.decimal.scale)}` : ""}`;
    return at.maxLength !== null && at.types.includes("string") ? "9".repeat(at.maxLength) : below;
  };
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.map(([code, below]) => [
      code,
      inside(
        below,
        field?.fields.find((each) => each.code === code),
      ),
    ]),
  );
}

function without(input: JsonObject, [step = "", ...further]: readonly string[]): JsonObject {
  const { [step]: value, ...others } = input;
  if (further.length === 0 || value === undefined) return others;
  const inner = Array.isArray(value)
    ? value.map((row) => without(row as JsonObject, further))
    : without(value as JsonObject, further);
  return { ...others, [step]: inner };
}

function requiredPaths(schema: Schema): string[] {
  const visit = (node: Schema, parent: string): string[] => {
    const rows = rowsOf(node, schema);
    const below = Object.entries(rows.properties ?? {}).flatMap(([name, field]) => visit(field, `${parent}${name}.`));
    return [...requiredOf(rows).map((name) => parent + name), ...below];
  };
  return schema.properties?.input === undefined ? [] : visit(schema.properties.input, "");
}
