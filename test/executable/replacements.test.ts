import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { absentModule } from "../../bin/build/bundle/absent.ts";

suite("a module that is left out of the executable", () => {
  test("may be imported and its names taken", () => {
    const { something } = absentModule("left-out") as { something: unknown };
    assert.equal(typeof something, "function");
  });

  test("throws an error that names it when anything of it is used", () => {
    const left = absentModule("left-out") as { use: { (): void; member: unknown }; Made: new () => unknown };
    const message = /left-out is not in this executable/;
    assert.throws(() => left.use(), message);
    assert.throws(() => left.use.member, message);
    assert.throws(() => new left.Made(), message);
    assert.throws(() => Object.assign(left, { use: 1 }), message);
  });
});
