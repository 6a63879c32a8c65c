import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compareStructure } from "../../src/installation/check.ts";
import { structureOf } from "../../src/installation/found-structure.ts";
import { expectedStructure } from "../../src/installation/structure.ts";

/** A row as SQL Server gives it, with what a test does not name. */
function row(kind: string, name: string, facts: Readonly<Record<string, string>>): Record<string, string> {
  const usual = { place: "1", detail: "", length: "0", scale: "0", is_nullable: "0", is_marked: "0", definition: "" };
  return { kind, table_name: "medical_insurance_requests", name, ...usual, is_disabled: "0", ...facts };
}

/** Part of the table as SQL Server describes it: IN as OR in reverse order, names in brackets, values in parentheses. */
const ROWS = [
  row("column", "status", { detail: "varchar", length: "20" }),
  row("column", "input_data", { detail: "nvarchar", length: "-1" }),
  row("column", "lease_owner", { detail: "nvarchar", length: "256", is_nullable: "1" }),
  row("column", "lease_until", { detail: "datetime2", length: "7", scale: "3", is_nullable: "1" }),
  row("column", "attempt_count", { detail: "int", length: "4", definition: "((0))" }),
  row("column", "due_at", {
    detail: "datetime2",
    length: "7",
    scale: "3",
    is_nullable: "1",
    definition: "(sysdatetime())",
  }),
  row("column", "mode", { detail: "varchar", length: "10", definition: "('sync')" }),
  row("PRIMARY KEY", "PK__medical__18D3B90F", { detail: "request_id", is_marked: "1" }),
  row("check", "ck_medical_insurance_requests_mode", {
    definition: "([mode]='queue' OR [mode]='async' OR [mode]='sync')",
  }),
  row("index", "ix_medical_insurance_requests_lease", { place: "0", detail: "lease_token" }),
  row("index", "ix_medical_insurance_requests_lease", { place: "1", detail: "status" }),
  row("index", "ix_medical_insurance_requests_lease", { place: "2", detail: "lease_until" }),
];

const DAMAGES: readonly (readonly [string, (rows: typeof ROWS) => typeof ROWS, string])[] = [
  [
    "a column of another type",
    change("status", { detail: "nvarchar", length: "40" }),
    "column medical_insurance_requests.status",
  ],
  ["a shorter column", change("status", { length: "10" }), "column medical_insurance_requests.status"],
  ["a column that takes NULL", change("status", { is_nullable: "1" }), "column medical_insurance_requests.status"],
  [
    "a text of limited length",
    change("input_data", { length: "8000" }),
    "column medical_insurance_requests.input_data",
  ],
  [
    "a time of another precision",
    change("lease_until", { scale: "0" }),
    "column medical_insurance_requests.lease_until",
  ],
  ["an identity", change("attempt_count", { is_marked: "1" }), "column medical_insurance_requests.attempt_count"],
  ["a missing column", without("lease_owner"), "column medical_insurance_requests.lease_owner"],
  ["another default", change("mode", { definition: "('queue')" }), "default medical_insurance_requests.mode"],
  ["a missing default", change("mode", { definition: "" }), "default medical_insurance_requests.mode"],
  ["a missing key", without("PK__medical__18D3B90F"), "key medical_insurance_requests PRIMARY KEY (request_id)"],
  [
    "a key of another column",
    change("PK__medical__18D3B90F", { detail: "msgid" }),
    "key medical_insurance_requests PRIMARY KEY (request_id)",
  ],
  [
    "a wider check",
    change("ck_medical_insurance_requests_mode", {
      definition: "([mode]='queue' OR [mode]='async' OR [mode]='sync' OR [mode]='x')",
    }),
    "check medical_insurance_requests.ck_medical_insurance_requests_mode",
  ],
  [
    "a disabled check",
    change("ck_medical_insurance_requests_mode", { is_disabled: "1" }),
    "check medical_insurance_requests.ck_medical_insurance_requests_mode",
  ],
  [
    "a missing check",
    without("ck_medical_insurance_requests_mode"),
    "check medical_insurance_requests.ck_medical_insurance_requests_mode",
  ],
  [
    "an index of fewer columns",
    (rows) => rows.filter(({ place }) => place !== "2"),
    "index medical_insurance_requests.ix_medical_insurance_requests_lease",
  ],
  [
    "a disabled index",
    change("ix_medical_insurance_requests_lease", { is_disabled: "1" }),
    "index medical_insurance_requests.ix_medical_insurance_requests_lease",
  ],
  [
    "a missing index",
    without("ix_medical_insurance_requests_lease"),
    "index medical_insurance_requests.ix_medical_insurance_requests_lease",
  ],
];

function change(name: string, facts: Readonly<Record<string, string>>) {
  return (rows: typeof ROWS) => rows.map((one) => (one.name === name ? { ...one, ...facts } : one));
}

function without(name: string) {
  return (rows: typeof ROWS) => rows.filter((one) => one.name !== name);
}

const namesOf = (rows: typeof ROWS): readonly string[] =>
  compareStructure(structureOf(rows)).map((difference) => ("name" in difference ? difference.name : difference.kind));

describe("the structure that db check compares", () => {
  test("is that of the scripts: columns, keys, checks, defaults, indexes", () => {
    const structure = expectedStructure();
    const found = structureOf(ROWS);
    assert.equal(found.size, 13);
    for (const [name, text] of found) assert.equal(structure.get(name), text, name);
  });

  for (const [title, damage, name] of DAMAGES) {
    test(`finds ${title}`, () => {
      const before = namesOf(ROWS);
      assert.ok(!before.includes(name));
      assert.deepEqual(
        namesOf(damage(ROWS)).filter((found) => !before.includes(found)),
        [name],
      );
    });
  }
});
