import assert from "node:assert/strict";
import fc from "fast-check";
import { paths } from "../personal/paths.ts";
import { person, tracesOf } from "../personal/person.ts";
import { runQuietly } from "../personal/run-quietly.ts";

const trouble = fc.record({
  isSpooled: fc.boolean(),
  defect: fc.constantFrom("none" as const, "before" as const, "after" as const),
});

/** Any person along any path in any trouble. */
export async function searchForPeople(numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), person, trouble, async (path, who, how) => {
      const { text } = await runQuietly(path, who, how);
      assert.deepEqual(
        tracesOf(who).filter((trace) => text.includes(trace)),
        [],
        `${path.name}: ${text}`,
      );
    }),
    { numRuns, seed },
  );
}
