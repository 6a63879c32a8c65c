import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { deliverAfterwards } from "../../src/run/deliver-afterwards.ts";
import { openDependencies } from "../../src/run/dependencies.ts";
import { openSpool } from "../../src/store/spool/spool.ts";
import { configuration } from "../proof/histories/configuration.ts";
import { FINISH, newFolder, production } from "../rig/spool-folder.ts";

test("a defect after the reply was received leaves it in the spool", async () => {
  const folder = newFolder();
  const dependencies = {
    ...openDependencies(
      configuration,
      async () => undefined,
      "test",
      () => {},
    ),
    spool: openSpool(folder, production),
  };
  const defective = deliverAfterwards(
    {
      async carryOut({ spool }) {
        spool.hold(FINISH);
        throw new TypeError("an invented defect");
      },
      tell: () => {},
    },
    0,
    dependencies,
  );
  await assert.rejects(defective, /an invented defect/);
  assert.match(readdirSync(folder).join(), /^7-9-[0-9a-f-]{36}\.json$/);
});
