import { test } from "node:test";
import fc from "fast-check";
import { history, live } from "./histories/history.ts";

test("no history of kills, losses, replays and rescues breaks a promise", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(history, (events) => live(events)),
    { numRuns: 300, verbose: 1 },
  );
});
