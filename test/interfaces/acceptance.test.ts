import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { STRICT, type ValidationSettings } from "../../src/config/configuration.ts";
import { PROFILES, type Profile } from "../../src/config/profile.ts";
import { checkInput } from "../../src/input/prepare.ts";
import { loadInterface } from "../../src/interfaces/load.ts";
import type { JsonValue } from "../../src/json-text.ts";
import { type InputFault, keywordOf } from "../../src/outcome/input-fault.ts";
import {
  INFNOS,
  NATIONAL_INFNOS,
  plain,
  readBuiltSchema,
  readSchemaFile,
  rowsOf,
  type Schema,
  shapeOf,
} from "./schema-files.ts";

/** Inputs as products send them, in test/interfaces/inputs; `<infno>-<what is special>.json`. */
const PRODUCTS: readonly (readonly [file: string, faults: readonly string[]])[] = [
  ["1101-cert-no-empty", ["data.mdtrt_cert_no required"]],
  ["1101-history-date-only", []],
  ["1101-required-nulls", []],
  ["1101-token-only", []],
  ["2201-hunan-capture", []],
  ["2201-long-name", []],
  ["2201-psn-type-116003", []],
  ["2201-psn-type-1701", []],
  ["2204-optional-number-empty", []],
  ["2204-optional-number-null", []],
  ["2206-field-beside-data", []],
  // Hunan asks for the card's code with a social security card.
  ["2207-chongqing", ["data.card_sn required"]],
  ["2207-empty-amounts", []],
  ["2207-envelope-nulls", []],
  ["2207-exp-content-object", []],
  ["2401-liaoning", ["mdtrtinfo.card_sn required", "mdtrtinfo.mdtrt_cert_no max-length"]],
  ["5201-date-only", []],
  ["5303-date-only", []],
];

for (const [name, faults] of PRODUCTS) {
  test(`${name}: ${faults.length === 0 ? "is sent" : "is refused for what Hunan asks"}`, () => {
    assert.deepEqual(check(name, STRICT), faults);
  });
}

test("a hospital whose bureau does not ask for it sends with a warning what Hunan refuses", () => {
  const levels = { missingFields: "warn", lengths: "warn" } as const;
  const validation = { ...STRICT, ofInterfaces: { "2207": levels, "2401": levels } };
  assert.deepEqual(check("2207-chongqing", validation), []);
  assert.deepEqual(check("2401-liaoning", validation), []);
});

test("sixty rows of charges, which must be uploaded in one batch, are sent with a warning about their length", () => {
  const { feedetail } = JSON.parse(readInput("2204-optional-number-null"));
  const text = JSON.stringify({ feedetail: Array.from({ length: 60 }, () => feedetail[0]) });
  const checked = checkInput(text, loadInterface("2204"), [], STRICT);
  assert.ok(!("faults" in checked) && text.length > 40_000);
  assert.ok(checked.warnings.some((warning) => keywordOf(warning) === "too-long"));
});

function check(name: string, validation: ValidationSettings): string[] {
  const checked = checkInput(readInput(name), loadInterface(name.slice(0, 4)), [], validation);
  return "faults" in checked ? checked.faults.map(shown) : [];
}

function shown(fault: InputFault): string {
  return `${fault.path} ${keywordOf(fault)}`;
}

function readInput(name: string): string {
  return readFileSync(join(import.meta.dirname, "inputs", `${name}.json`), "utf8");
}

const SCHEMAS: Readonly<Record<Profile, readonly (readonly [infno: string, schema: Schema])[]>> = {
  hunan: INFNOS.map((infno) => [infno, readSchemaFile(`${infno}.json`)]),
  national: NATIONAL_INFNOS.map((infno) => [infno, readBuiltSchema(infno, "national")]),
};

for (const profile of PROFILES) {
  const outputs = outputsOf(SCHEMAS[profile].map(([, schema]) => schema));
  for (const [infno, schema] of SCHEMAS[profile]) {
    test(`${profile} ${infno}: a field takes every code of its table and every value that an output of its name may have`, () => {
      const known = loadInterface(infno, profile);
      const refused: string[] = [];
      visitLeaves(schema.properties?.input, schema, (code, leaf, wrap) => {
        const texts = (outputs.get(code) ?? []).filter((value) => isOfKind(value, leaf));
        for (const value of [...Object.keys(leaf.codes ?? {}), ...texts]) {
          const { faults = [] } = known?.validateInput(wrap(value)) ?? {};
          const broken = faults.filter(({ path, rule }) => path.endsWith(code) && rule.keyword !== "required");
          refused.push(...broken.map(({ path, rule }) => `${path} ${rule.keyword}: ${value}`));
        }
      });
      assert.deepEqual(refused, []);
    });
  }
}

/** What outputs may give under each name: the longest texts and numbers that their schemas allow, and their formats. */
function outputsOf(schemas: readonly Schema[]): ReadonlyMap<string, readonly string[]> {
  const outputs = new Map<string, string[]>();
  for (const schema of schemas) {
    visitLeaves(schema.properties?.output, schema, (code, leaf) => {
      outputs.set(code, [...(outputs.get(code) ?? []), ...longestValues(leaf)]);
    });
  }
  return outputs;
}

type Wrap = (value: JsonValue) => { [key: string]: JsonValue };

/** Calls with each field below a node, and with what makes an input of a value of it. */
function visitLeaves(
  root: Schema | undefined,
  document: Schema,
  leaf: (code: string, field: Schema, wrap: Wrap) => void,
): void {
  const visit = (node: Schema, wrap: (object: { [key: string]: JsonValue }) => { [key: string]: JsonValue }): void => {
    for (const [code, below] of Object.entries(rowsOf(node, document).properties ?? {})) {
      const rows = rowsOf(below, document);
      const isList = shapeOf(below, document) === "many";
      if (rows.properties !== undefined) visit(below, (object) => wrap({ [code]: isList ? [object] : object }));
      else leaf(code, plain(below, document), (value) => wrap({ [code]: value }));
    }
  };
  if (root !== undefined) visit(root, (object) => object);
}

function longestValues(leaf: Schema): string[] {
  if (leaf.format !== undefined) return leaf.format === "yyyy-MM-dd" ? ["2024-02-29"] : ["2024-02-29 08:30:00"];
  if (leaf.decimal?.precision !== undefined) {
    const { precision, scale = 0 } = leaf.decimal;
    return [`-${"9".repeat(precision - scale)}${scale === 0 ? "" : `.${"9".repeat(scale)}`}`];
  }
  if (leaf.enum !== undefined) return [...leaf.enum];
  return leaf.type === "string" && leaf.maxLength !== undefined ? ["9".repeat(leaf.maxLength)] : [];
}

/** A text without a known format says nothing about a date, nor one without codes about a flag. */
function isOfKind(value: string, leaf: Schema): boolean {
  if (leaf.format !== undefined) return value.includes("-");
  return leaf.enum === undefined || leaf.enum.includes(value);
}
