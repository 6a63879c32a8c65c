import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Profile } from "../../src/config/profile.ts";
import { faultsOf, type SchemaError } from "../../src/interfaces/faults.ts";
import { fieldOf } from "../../src/interfaces/field.ts";
import { labelsOf } from "../../src/interfaces/field-labels.ts";
import { makeAjv } from "../../src/interfaces/generation/compile.ts";
import { onlyGiven } from "../../src/interfaces/given.ts";
import { loadInterface } from "../../src/interfaces/load.ts";
import type { JsonObject } from "../../src/json-text.ts";
import { validInputs } from "./arbitrary.ts";
import { mutationsOf } from "./mutation.ts";
import { COMMON, readBuiltSchema, readBuiltText, readJson } from "./schema-files.ts";

/** Tests that the compiled validators of a profile find what ajv finds with the schemas themselves. */
export function testAgreement(profile: Profile, infnos: readonly string[]): void {
  const ajv = makeAjv();
  for (const document of Object.values(COMMON)) ajv.addSchema(document);
  for (const infno of infnos) ajv.addSchema(readBuiltSchema(infno, profile));

  for (const infno of infnos) {
    test(`${profile} ${infno}: the compiled validator finds what ajv finds with the schema itself`, () => {
      const schema = readBuiltSchema(infno, profile);
      const fromFile = ajv.getSchema(`${infno}.json#/properties/input`);
      const compiled = loadInterface(infno, profile);
      assert.ok(fromFile !== undefined && compiled !== undefined);
      // The schema files are this repository's own; the program reads them as JSON objects.
      const common = Object.fromEntries(
        Object.keys(COMMON).map((file) => [file.replace("common/", ""), readJson(file) as JsonObject]),
      );
      const input = fieldOf({ schema: JSON.parse(readBuiltText(infno, profile)), common }, "input");
      assert.ok(input !== undefined);
      const labels = labelsOf(input);

      const agree = (value: JsonObject): void => {
        const { input: written, faults } = compiled.validateInput(value);
        const errors = fromFile(onlyGiven(written)) === true ? [] : fromFile.errors;
        // ajv's errors have these members and more.
        assert.deepEqual(faults, faultsOf(errors as readonly SchemaError[], labels));
      };
      agree({});
      fc.assert(
        fc.property(validInputs(schema), fc.nat(), (value, choice) => {
          agree(value);
          const mutations = mutationsOf(value, schema);
          const mutation = mutations.length === 0 ? undefined : mutations[choice % mutations.length];
          if (mutation !== undefined) agree(mutation().input);
        }),
        { numRuns: 15, seed: 206 },
      );
    });
  }
}
