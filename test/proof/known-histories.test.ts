import { test } from "node:test";
import { type Event, live } from "./histories/history.ts";

/** More than the two seconds after which a process asks, and less than it waits for an answer. */
const LATE_MS = 3000;
const toTheEnd = Array.from({ length: 9 }, (): readonly [number, number] => [0, 0]);

/** Histories that once broke a promise, as fast-check shrank them. */

test("a further attempt whose opening was never confirmed does not leave the request in work", () =>
  live([
    { what: "call", infno: "9903", mode: "queue", bill: 0, text: 0 },
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

test("a process whose clocks stood still asks for its lease before it sends, and does not send beside a confirmed replay", () =>
  live([
    { what: "call", infno: "9903", mode: "async" },
    { what: "start", verb: "run", request: 0 },
    // The claim is answered, and the connection is made slowly.
    steps([0, 0], [0, 0]),
    { what: "pass", ms: 6000 },
    { what: "stall", process: 0, ms: 90_000 },
    { what: "rescue" },
    { what: "start", verb: "confirmed-replay", request: 0 },
    // The second of those that wait is the replay: it sends, and ends.
    steps(...Array.from({ length: 8 }, (): readonly [number, number] => [1, 0])),
  ]));

for (const [what, verb, infno] of [
  ["a run", "run", "9903"],
  ["a worker", "drain", "9902"],
] as const) {
  test(`${what} whose claim was answered late asks for its lease before it sends: the lease began with the question`, () =>
    live([
      { what: "call", infno, mode: "queue" },
      { what: "start", verb, request: 0 },
      steps([0, 0]),
      { what: "pass", ms: LATE_MS },
      steps([0, 0], [0, 0], [0, 0], [0, 0]),
    ]));
}

test("a process whose further attempt was opened late asks for its lease before it sends", () =>
  live([
    { what: "call", infno: "9903", mode: "async" },
    { what: "start", verb: "run", request: 0 },
    // The connection is refused; after a pause the further attempt is asked for.
    steps([0, 0], [0, 0], [0, 1], [0, 0], [0, 0]),
    { what: "pass", ms: LATE_MS },
    steps([0, 0], [0, 0], [0, 0], [0, 0]),
  ]));

test("a queue that was restored after it was sent is not sent again before a DBA accepts it, and then under its msgid", () =>
  live([
    { what: "call", infno: "9903", mode: "queue" },
    { what: "back-up" },
    { what: "start", verb: "drain", request: 0 },
    steps(...toTheEnd),
    { what: "restore" },
    { what: "start", verb: "drain", request: 0 },
    steps(...toTheEnd),
    { what: "accept" },
    { what: "start", verb: "drain", request: 0 },
    steps(...toTheEnd),
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

test("a request that becomes stricter is not sent again when the database's answer to that is lost", () =>
  live([
    { what: "call", infno: "9904", mode: "async" },
    // The second machine lacks the hospital's stricter schema; its reply is lost.
    { what: "start", verb: "run", request: 0, machine: 1 },
    steps(...toTheEnd.slice(0, 4), [0, 3]),
    { what: "outage" },
    { what: "start", verb: "replay", request: 0 },
    // Claimed and connected; the lease is asked for, and the first answer is lost.
    steps([0, 0], [0, 0], [0, 0], [0, 0], [0, 1]),
  ]));

/** One process at a time: each step meets the fate of its number, 0 going well. */
function steps(...picks: readonly (readonly [number, number])[]): Event {
  return { what: "steps", picks };
}
