import assert from "node:assert/strict";
import { test } from "node:test";
import { readCatalogue } from "../../src/interfaces/catalogue.ts";
import { plain, readSchemaFile, type Schema } from "./schema-files.ts";

// Written down from the specification: the fields that it calls unique, or whose values one act of this kind cannot share with another.
const KEY_FIELDS: Readonly<Record<string, string>> = {
  2103: "setl_id psn_no",
  2163: "mdtrt_regno",
  2167: "mdtrt_regno",
  2181: "ssn mdtrt_regno status",
  2201: "psn_no ipt_otp_no",
  2202: "psn_no mdtrt_id",
  2207: "psn_no mdtrt_id chrg_bchno",
  2208: "setl_id psn_no",
  2304: "psn_no mdtrt_id",
  2305: "setl_id psn_no",
  2401: "psn_no ipt_no",
  2402: "psn_no mdtrt_id",
  2404: "psn_no mdtrt_id",
  2405: "psn_no mdtrt_id",
  2601: "omsgid oinfno",
  6201: "psnNo medOrgOrd",
  6202: "payOrdId",
  6203: "payOrdId",
  6401: "payOrdId",
  7101: "hospRxno",
  7103: "hiRxno",
  7104: "hiRxno",
  7206: "hiRxno",
  7207: "hiRxno",
  7208: "hiRxno",
  7210: "hiRxno",
  9001: "",
  9002: "sign_no opter_no",
};

const keyed = readCatalogue().filter(({ keyFields }) => keyFields !== null);

test("exactly these interfaces name their act by fields", () => {
  assert.deepEqual(Object.fromEntries(keyed.map(({ infno, keyFields }) => [infno, keyFields?.join(" ")])), KEY_FIELDS);
});

test("only interfaces of class C name their act by fields", () => {
  assert.deepEqual(
    keyed.filter((entry) => entry.class !== "C"),
    [],
  );
});

for (const { infno, keyFields, nodes } of keyed) {
  test(`the key fields of ${infno} are where the database looks for them: under input, or in an object there`, () => {
    const document = readSchemaFile(`${infno}.json`);
    const input = plain(document.properties?.input ?? {}, document);
    const fields = fieldsOf(input, document);
    for (const field of keyFields ?? []) assert.ok(fields.includes(field), field);
    assert.ok(!nodes.includes("input"), "a node named input would be taken for the third form");
  });
}

/** The names of the single values under `input` and in the objects there; rows of lists are left aside. */
function fieldsOf(input: Schema, document: Schema): readonly string[] {
  return Object.entries(input.properties ?? {}).flatMap(([name, schema]) => {
    const below = plain(schema, document).properties;
    return below === undefined ? [name] : Object.keys(below);
  });
}
