import assert from "node:assert/strict";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { type TestContext, test } from "node:test";
import { joinClocks, systemClock } from "../../src/clock.ts";

/** Two clocks that a test sets, and the joined one. */
function clocks() {
  const time = { monotonic: 1000, wall: 1000 };
  const joined = joinClocks(
    () => time.monotonic,
    () => time.wall,
  );
  joined();
  return { time, joined };
}

test("a monotonic clock that stood still while the wall clock went on counts as the wall clock does", () => {
  const { time, joined } = clocks();
  time.wall += 100_000;
  assert.equal(joined(), 101_000);
});

test("after the wall clock was set back, a sleep that it alone shows counts", () => {
  const { time, joined } = clocks();
  time.wall -= 3_600_000;
  time.monotonic += 10;
  assert.equal(joined(), 1010);
  time.wall += 100_000;
  assert.equal(joined(), 101_010);
});

test("after a sleep that the wall clock alone showed, what the monotonic clock shows counts", () => {
  const { time, joined } = clocks();
  time.wall += 100_000;
  joined();
  time.monotonic += 2500;
  assert.equal(joined(), 103_500);
});

test("a wall clock that is set forward and back never takes time back", () => {
  const { time, joined } = clocks();
  time.wall += 60_000;
  assert.equal(joined(), 61_000);
  time.wall -= 60_000;
  assert.equal(joined(), 61_000);
});

test("a clock that stands still for ever takes nothing from the others", () => {
  let ms = 0;
  const joined = joinClocks(
    () => 0,
    () => ms,
  );
  for (let seconds = 0; seconds <= 5; seconds++) {
    ms = seconds * 1000;
    assert.equal(joined(), ms);
  }
});

test("the system's clock begins with the process and goes on with it", () => {
  const clock = systemClock();
  const before = process.uptime() * 1000;
  const shown = clock.elapsedMs();
  const after = process.uptime() * 1000;
  assert.ok(shown >= before && shown <= after + 500, `${before} ${shown} ${after}`);
});

/** One of the machine's three clocks goes on by so many milliseconds, and the others stand still. */
const CLOCKS = {
  "the monotonic clock": (t: TestContext, ms: number) => {
    const now = process.uptime();
    t.mock.method(process, "uptime", () => now + ms / 1000);
  },
  "the wall clock": (t: TestContext, ms: number) => {
    const now = Date.now();
    t.mock.method(Date, "now", () => now + ms);
  },
  "the machine's uptime": (t: TestContext, ms: number) => {
    const now = os.uptime();
    t.mock.method(os, "uptime", () => now + ms / 1000);
    syncBuiltinESMExports();
  },
};

for (const [name, advance] of Object.entries(CLOCKS)) {
  test(`the system's clock counts a sleep that only ${name} shows`, (t) => {
    t.after(syncBuiltinESMExports);
    const clock = systemClock();
    const before = clock.elapsedMs();
    advance(t, 100_000);
    const passed = clock.elapsedMs() - before;
    t.mock.restoreAll();
    assert.ok(passed >= 99_000 && passed < 110_000, `${passed}`);
  });
}

test("clocks that differ by little, looked at often, do not run fast", () => {
  const { time, joined } = clocks();
  for (let ms = 0; ms < 10_000; ms++) {
    time.monotonic += 1;
    time.wall += ms % 2 === 0 ? 0 : 2;
    joined();
  }
  assert.equal(joined(), 11_000);
});
