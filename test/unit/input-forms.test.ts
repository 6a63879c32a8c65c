import assert from "node:assert/strict";
import { test } from "node:test";
import { normaliseInput } from "../../src/input/input-forms.ts";
import type { InputFault } from "../../src/outcome/input-fault.ts";

const ENVELOPE = new Set(["opter", "opter_name", "insuplc_admdvs"]);
const hasField = (name: string): boolean => name === "psn_no";
const DATA = { nodes: ["data"], listNodes: [] as string[], carriesFile: false, hasField };
const VISIT = { nodes: ["mdtrtinfo", "diseinfo"], listNodes: ["diseinfo"], carriesFile: false, hasField };
const INPUT_NODE = { nodes: ["input"], listNodes: [], carriesFile: false, hasField };

function inputOf(value: unknown, shape: typeof DATA | undefined = DATA, maxCharacters: number | null = null) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const result = normaliseInput(text, shape, ENVELOPE, maxCharacters);
  if ("faults" in result) return { faults: shown(result.faults) };
  const { input, overrides, warnings } = result;
  return warnings.length > 0 ? { input, overrides, warnings: shown(warnings) } : { input, overrides };
}

function shown(faults: readonly InputFault[]) {
  return faults.map((fault) => ("form" in fault ? [fault.path, fault.form.keyword] : []));
}

test("flat fields are wrapped under the single node data", () => {
  assert.deepEqual(inputOf({ psn_no: "1" }), { input: { data: { psn_no: "1" } }, overrides: {} });
});

test("flat fields are a list of one where the node data is a list", () => {
  const result = inputOf({ psn_no: "1" }, { ...DATA, listNodes: ["data"] });
  assert.deepEqual(result, { input: { data: [{ psn_no: "1" }] }, overrides: {} });
});

test("an empty object is an empty data node", () => {
  assert.deepEqual(inputOf({}), { input: { data: {} }, overrides: {} });
});

test("nodes stay as they are", () => {
  const nodes = { mdtrtinfo: { psn_no: "1" }, diseinfo: [{ diag_code: "A" }] };
  assert.deepEqual(inputOf(nodes, VISIT), { input: nodes, overrides: {} });
});

test("a field named like a node but with a plain value is a field", () => {
  assert.deepEqual(inputOf({ data: "x" }), { input: { data: { data: "x" } }, overrides: {} });
});

test("nodes and plain fields side by side are refused", () => {
  assert.deepEqual(inputOf({ data: { psn_no: "1" }, psn_no: "1" }), { faults: [["", "mixed-forms"]] });
});

test("what no node has stands beside them as a province's own, and an empty field is no field", () => {
  const nodes = { mdtrtinfo: {}, extra: {}, exp_content: "{}", psn_no: null };
  assert.deepEqual(inputOf(nodes, VISIT), { input: nodes, overrides: {} });
});

test("fields beside input override the envelope", () => {
  assert.deepEqual(inputOf({ input: { psn_no: "1" }, opter: "007" }), {
    input: { data: { psn_no: "1" } },
    overrides: { opter: "007" },
  });
});

test("input alone is the envelope form", () => {
  assert.deepEqual(inputOf({ input: { data: { psn_no: "1" } } }), { input: { data: { psn_no: "1" } }, overrides: {} });
});

test("what the processor fills in cannot be set by HIS", () => {
  const fixed = { input: {}, infno: "1", msgid: "2", inf_time: "3", fixmedins_code: "4" };
  const expected = ["infno", "msgid", "inf_time", "fixmedins_code"].map((name) => [name, "fixed-envelope-field"]);
  assert.deepEqual(inputOf(fixed), { faults: expected });
});

test("an envelope field that is empty leaves the configuration's, and a whole number is its text", () => {
  assert.deepEqual(inputOf({ input: {}, opter: null, opter_name: "", insuplc_admdvs: 430100 }), {
    input: { data: {} },
    overrides: { insuplc_admdvs: "430100" },
  });
});

test("an unknown name or an object beside input is refused", () => {
  assert.deepEqual(inputOf({ input: {}, opter: {}, psn_no: "1" }), {
    faults: [
      ["opter", "envelope-field-not-text"],
      ["psn_no", "unknown-envelope-field"],
    ],
  });
});

test("for an interface whose node is input, a lone input is that node", () => {
  assert.deepEqual(inputOf({ input: { a: "1" } }, INPUT_NODE), { input: { input: { a: "1" } }, overrides: {} });
});

test("for an interface whose node is input, input in input is the envelope form", () => {
  assert.deepEqual(inputOf({ input: { input: { a: "1" } } }, INPUT_NODE), {
    input: { input: { a: "1" } },
    overrides: {},
  });
});

test("for an interface whose node is input, envelope fields beside it make the envelope form", () => {
  const value = { input: { input: { a: "1" } }, opter: "007" };
  assert.deepEqual(inputOf(value, INPUT_NODE), { input: { input: { a: "1" } }, overrides: { opter: "007" } });
});

test("an interface without a schema gets its input as it is", () => {
  assert.deepEqual(normaliseInput('{"psn_no": "1"}', undefined, ENVELOPE, null), {
    input: { psn_no: "1" },
    overrides: {},
    warnings: [],
  });
});

for (const [title, text, keyword] of [
  ["nothing", "", "empty"],
  ["white space", " \r\n", "empty"],
  ["no JSON", "{psn_no:1}", "not-json"],
  ["a list", "[1]", "not-object"],
  ["null", "null", "not-object"],
  ["65 levels", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`, "too-deep"],
  ["a million open brackets", "[".repeat(1_000_000), "too-deep"],
] as const) {
  test(`${title} is refused as ${keyword}`, () => {
    assert.deepEqual(inputOf(text), { faults: [["", keyword]] });
  });
}

test("64 levels pass", () => {
  assert.ok("input" in inputOf(`${'{"a":'.repeat(64)}1${"}".repeat(64)}`));
});

test("a key that stands twice is refused with its path", () => {
  assert.deepEqual(inputOf('{"data":{"amt":"1","amt":"2"}}'), { faults: [["data.amt", "duplicate-key"]] });
});

test("numbers that do not survive are refused with their paths", () => {
  const text = '{"data":{"id":9007199254740993,"amt":12.50,"list":[1.000,0.12345678901234567890],"big":1e400}}';
  assert.deepEqual(inputOf(text), {
    faults: [
      ["data.id", "inexact-number"],
      ["data.list[1]", "inexact-number"],
      ["data.big", "inexact-number"],
    ],
  });
});

const AROUND = '{"data":{"memo":""}}'.length;

test("more than the specification's 40,000 characters are sent with a warning, which counts the serialised input", () => {
  assert.ok(!("warnings" in inputOf({ memo: "中".repeat(40_000 - AROUND) })));
  const longer = inputOf({ memo: "中".repeat(40_001 - AROUND) });
  assert.ok("warnings" in longer);
  assert.deepEqual(longer.warnings, [["", "too-long"]]);
});

test("a limit of the configuration refuses what is longer", () => {
  assert.ok("input" in inputOf({ memo: "中".repeat(100 - AROUND) }, DATA, 100));
  assert.deepEqual(inputOf({ memo: "中".repeat(101 - AROUND) }, DATA, 100), { faults: [["", "too-long"]] });
});

test("an interface that carries a file has no such limits", () => {
  const file = inputOf({ memo: "x".repeat(50_000) }, { ...DATA, carriesFile: true }, 100);
  assert.ok("input" in file && !("warnings" in file));
});

test("__proto__ is a key like any other", () => {
  const result = inputOf('{"data":{"__proto__":{"polluted":"1"}}}');
  assert.ok("input" in result);
  assert.equal(JSON.stringify(result.input), '{"data":{"__proto__":{"polluted":"1"}}}');
  assert.equal(({} as { polluted?: string }).polluted, undefined);
});
