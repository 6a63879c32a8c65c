import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { loadInterface } from "../../src/interfaces/load.ts";
import { validInputs } from "./arbitrary.ts";
import { mutationsOf } from "./mutation.ts";
import { INFNOS, readBuiltSchema } from "./schema-files.ts";

// Many small fields make large inputs, so a few runs an interface reach all kinds of them.
const RUNS = { numRuns: 60, seed: 1127 };
const MUTATIONS_A_RUN = 12;

for (const infno of INFNOS) {
  const schema = readBuiltSchema(infno);

  test(`${infno}: an input made by its schema is accepted without a warning`, () => {
    const known = loadInterface(infno);
    assert.ok(known !== undefined);
    fc.assert(
      fc.property(validInputs(schema), (input) => {
        assert.deepEqual(known.validateInput(input), { input, faults: [], warnings: [] });
      }),
      RUNS,
    );
  });

  test(`${infno}: a broken rule is refused and the fault names the field`, () => {
    const known = loadInterface(infno);
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
