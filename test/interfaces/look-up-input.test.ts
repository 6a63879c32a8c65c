import assert from "node:assert/strict";
import { test } from "node:test";
import { STRICT } from "../../src/config/configuration.ts";
import { PROFILES, type Profile } from "../../src/config/profile.ts";
import { checkInput } from "../../src/input/prepare.ts";
import { interfaceRows, readCatalogue } from "../../src/interfaces/catalogue.ts";
import { loadDocuments } from "../../src/interfaces/documents.ts";
import { exampleInput } from "../../src/interfaces/example.ts";
import { loadInterface } from "../../src/interfaces/load.ts";
import { type InputFault, keywordOf } from "../../src/outcome/input-fault.ts";
import { fillInput } from "../standins/sqlserver/views/fill-input.ts";

/** What a request with every field of its interface does not say, so that a person fills it in before the look-up. */
const ASKED_OF_A_PERSON: Readonly<Record<Profile, Readonly<Record<string, string>>>> = {
  hunan: {
    2102: "mdtrt_id",
    2163: "ssn",
    2167: "ssn",
    2201: "med_type",
    2202: "med_type",
    2601: "mdtrt_id",
    4102: "psn_no、setl_id",
    4261: "mdtrtId、totalFeeSumamt",
    6201: "payOrdId",
    7104: "mdtrtId",
    7108: "mdtrtId",
    7109: "mdtrtId",
    7206: "mdtrtId",
    7207: "mdtrtId",
    7208: "mdtrtId",
  },
  national: {
    2201: "med_type",
    2202: "med_type",
    25004: "everything",
  },
};

for (const profile of PROFILES) {
  test(`${profile}: the input of each look-up passes the check of its interface, but for what a person must fill in`, () => {
    const asked: Record<string, string> = {};
    for (const { interface_code, look_with, look_input } of interfaceRows(readCatalogue(profile))) {
      if (look_with === null) continue;
      const made = loadInterface(interface_code, profile);
      const documents = loadDocuments(interface_code, profile);
      if (look_input === null) {
        asked[interface_code] = "everything";
        continue;
      }
      assert.ok(look_input.length <= 1000, interface_code);
      assert.ok(made && documents && !("reason" in made), interface_code);
      const request = JSON.stringify(exampleInput("full", documents, made));
      const days = { from: new Date(2026, 0, 2), until: new Date(2026, 0, 3), fixmedinsCode: "H12345678901" };
      const { input, missing } = fillInput(look_input, request, days);
      const query = loadInterface(look_with, profile);
      assert.ok(query && !("reason" in query), look_with);
      const checked = checkInput(input, query, [], STRICT);
      const faults: readonly InputFault[] = "faults" in checked ? checked.faults : [];
      assert.deepEqual(
        faults.map((fault) => keywordOf(fault)),
        missing === null ? [] : missing.split("、").map(() => "required"),
        `${interface_code} ${look_with} ${input}`,
      );
      if (missing !== null) asked[interface_code] = missing;
    }
    assert.deepEqual(asked, ASKED_OF_A_PERSON[profile]);
  });
}
