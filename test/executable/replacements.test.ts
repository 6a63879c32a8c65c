import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { absentModule } from "../../bin/build/bundle/absent.ts";
import { CODE_ENDING } from "../../bin/build/bundle/launch.ts";
import { targetOfThisMachine, workFolder } from "../../bin/build/executable/target.ts";

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

test("a run loads no calendar: the warm-up has recorded code of the run's scripts, and none of js-joda", () => {
  const recorded = (name: string): boolean =>
    existsSync(join(workFolder, `code-${targetOfThisMachine()}`, name + CODE_ENDING));
  assert.equal(recorded("processor.js"), true);
  assert.equal(recorded("js-joda.js"), false);
});
