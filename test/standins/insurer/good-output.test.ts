import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { writeJson } from "./amount.ts";
import { createBook } from "./book.ts";
import { coreAnswer } from "./good-output.ts";
import { envelopeFor, settlementInput } from "./sample-request.ts";
import { isRecord } from "./seen.ts";

const core = { book: createBook(), now: new Date(2024, 9, 27, 11, 33, 20), sequence: 1 };

function outputOf(infno: string, input: unknown): unknown {
  const envelope = envelopeFor(infno, input);
  const wire = { rawHead: Buffer.alloc(0), rawBody: Buffer.alloc(0), method: "POST", path: "/", headers: [] };
  const answer = coreAnswer({ ...wire, infno, msgid: "H00000000001202410271133200001", envelope }, core);
  assert.ok("output" in answer);
  return JSON.parse(writeJson(answer.output));
}

/** Paths that a schema requires and a value has not, the items of lists included. */
function missing(schema: unknown, value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => missing(isRecord(schema) ? schema.items : {}, item, `${path}[${at}]`));
  }
  if (!isRecord(schema) || !isRecord(value)) return [];
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const { properties } = schema;
  const below = isRecord(properties) ? Object.entries(properties) : [];
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${path}.${name}`),
    ...below.flatMap(([name, property]) => missing(property, value[name], `${path}.${name}`)),
  ];
}

const fee = { feedetl_sn: "1", det_item_fee_sumamt: "120.50", cnt: 1, pric: 120.5 };
const cases: readonly [infno: string, input: unknown][] = [
  ["1101", { data: { psn_no: "430123199001011234" } }],
  ["2001", { data: { psn_no: "430123199001011234" } }],
  ["2204", { feedetail: [fee] }],
  ["2206", settlementInput],
  ["2207", settlementInput],
  ["5203", { data: { psn_no: "430123199001011234", setl_id: "", mdtrt_id: "H1234567890120241201001" } }],
  ["9001", { signIn: { opter_no: "0001", mac: "00-00-00-00-00-00", ip: "127.0.0.1" } }],
];
for (const [infno, input] of cases) {
  test(`the good output of ${infno} has every field that the specification requires`, () => {
    const file = new URL(`../../../schemas/${infno}.json`, import.meta.url);
    const schema: unknown = JSON.parse(readFileSync(file, "utf8"));
    assert.ok(isRecord(schema) && isRecord(schema.properties));
    const output = outputOf(infno, input);
    assert.ok(isRecord(output) && Object.keys(output).length > 0);
    assert.deepEqual(missing(schema.properties.output, output, "output"), []);
  });
}
