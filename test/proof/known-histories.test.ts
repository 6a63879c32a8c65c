import { test } from "node:test";
import { type Event, live } from "./histories/history.ts";

/** Histories that once broke a promise, as fast-check shrank them. */

test("a further attempt whose opening was never confirmed does not leave the request in work", () =>
  live([
    { what: "call", infno: "9903", mode: "queue" },
    { what: "start", verb: "drain", request: 0 },
    steps([0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [0, 1]),
    { what: "pass", ms: 90_000 },
  ]));

test("a worker's call that was delayed on the wire takes no second request after the repeated call took the first", () =>
  live([
    { what: "call", infno: "9903", mode: "queue" },
    { what: "call", infno: "9903", mode: "queue" },
    { what: "start", verb: "drain", request: 0 },
    steps([0, 3]),
    // The delayed call is the first of those that wait; it comes when the process has ended.
    steps(...Array.from({ length: 9 }, (): readonly [number, number] => [1, 0])),
  ]));

/** One process at a time: each step meets the fate of its number, 0 going well. */
function steps(...picks: readonly (readonly [number, number])[]): Event {
  return { what: "steps", picks };
}
