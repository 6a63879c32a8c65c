import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Profile } from "../../src/config/profile.ts";
import { loadInterface } from "../../src/interfaces/load.ts";
import { validInputs } from "./arbitrary.ts";
import { mutationsOf } from "./mutation.ts";
import { readBuiltSchema } from "./schema-files.ts";

// Many small fields make large inputs, so a few runs an interface reach all kinds of them.
const RUNS = { numRuns: 60, seed: 1127 };
const MUTATIONS_A_RUN = 12;

/** Tests an interface with inputs that are made of its schema, as they are and each with one rule broken. */
export function testProperties(profile: Profile, infno: string): void {
  const schema = readBuiltSchema(infno, profile);

  test(`${profile} ${infno}: an input made by its schema is accepted without a warning`, () => {
    const known = loadInterface(infno, profile);
    assert.ok(known !== undefined);
    fc.assert(
      fc.property(validInputs(schema), (input) => {
        assert.deepEqual(known.validateInput(input), { input, faults: [], warnings: [] });
      }),
      RUNS,
    );
  });

  test(`${profile} ${infno}: a broken rule is refused and the fault names the field`, () => {
    const known = loadInterface(infno, profile);
    assert.ok(known !== undefined);
    fc.assert(
      fc.property(
        validInputs(schema),
        fc.array(fc.nat(), { minLength: MUTATIONS_A_RUN, maxLength: MUTATIONS_A_RUN }),
        (input, choices) => {
          const mutations = mutationsOf(input, schema);
          if (mutations.length === 0) return;
          for (const choice of choices) {
            const mutation = mutations[choice % mutations.length]?.();
            if (mutation === undefined) continue;
            const { faults } = known.validateInput(mutation.input);
            const named = faults.filter(({ path, rule }) => path === mutation.path && rule.keyword === mutation.rule);
            assert.deepEqual(
              named.map(({ label }) => label),
              [mutation.label],
              `${mutation.path} must break ${mutation.rule}: ${JSON.stringify(faults)}`,
            );
          }
        },
      ),
      RUNS,
    );
  });
}
