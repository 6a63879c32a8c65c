import { test } from "node:test";
import { type Event, live } from "./histories/history.ts";

/** Histories that once broke a promise, as fast-check shrank them. */

test("a further attempt whose opening was never confirmed does not leave the request in work", () =>
  live([
    { what: "call", infno: "9903", mode: "queue", bill: 0, text: 0 },
    { what: "start", verb: "drain", request: 0 },
    steps([0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [0, 1]),
    { what: "pass", ms: 90_000 },
  ]));

test("a process that was suspended past its deadline with the reply in hand does not lose it", () =>
  live([
    { what: "call", infno: "9903", mode: "async", bill: 0, text: 0 },
    { what: "start", verb: "run", request: 0 },
    steps([0, 0], [0, 0], [0, 0], [0, 1], [0, 0]),
    { what: "pass", ms: 90_000 },
    steps([0, 1]),
  ]));

test("a replay sends nothing while a process that may be dead has the reply in its hands", () =>
  live([
    { what: "call", infno: "9901", mode: "async", bill: 0, text: 0 },
    { what: "start", verb: "run", request: 0 },
    steps([0, 0], [0, 0], [0, 2]),
    steps([0, 0], [0, 1]),
    { what: "pass", ms: 90_000 },
    steps([0, 0]),
    { what: "start", verb: "confirmed-replay", request: 0 },
    { what: "pass", ms: 31_000 },
    { what: "rescue" },
    steps([0, 1]),
  ]));

/** One process at a time: each step meets the fate of its number, 0 going well. */
function steps(...picks: readonly (readonly [number, number])[]): Event {
  return { what: "steps", picks };
}
