import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { paths } from "./personal/paths.ts";
import { person, tracesOf } from "./personal/person.ts";
import { runQuietly } from "./personal/run-quietly.ts";

const trouble = fc.record({
  isSpooled: fc.boolean(),
  defect: fc.constantFrom("none" as const, "none" as const, "before" as const, "after" as const),
});

suite("what is known of a person stands in the database and in the spool only", () => {
  for (const path of paths) {
    test(path.name, async () => {
      await fc.assert(
        fc.asyncProperty(person, trouble, async (who, how) => {
          const { text, spoolModes } = await runQuietly(path, who, how);
          assert.deepEqual(
            tracesOf(who).filter((trace) => text.includes(trace)),
            [],
            text,
          );
          assert.deepEqual(spoolModes, how.isSpooled ? [0o600] : []);
        }),
        { numRuns: 20 },
      );
    });
  }
});
