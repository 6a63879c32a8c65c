import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { builtProcessor } from "../rig/processor.ts";
import { rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";

suite("the executable and NODE_OPTIONS", () => {
  test("code that --require names is not run, and the log says that the variable is ignored", async (t) => {
    const environment: Record<string, string> = {};
    const rig = await rigFor(t, { processor: builtProcessor, environment });
    const [code, trace] = [join(rig.folder, "foreign.cjs"), join(rig.folder, "it-ran")];
    await writeFile(code, `require("node:fs").writeFileSync(${JSON.stringify(trace)}, "");`);
    environment.NODE_OPTIONS = `--require=${code}`;
    const exit = await rig.run(rig.insert("1101", { psn_no: "43000000000000000001" }));
    assert.deepEqual([exit.code, exit.stderr, existsSync(trace)], [0, "", false]);
    const warnings = readLog(rig.folder).map(({ warning }) => warning);
    assert.ok(warnings.includes("the environment variable NODE_OPTIONS is set, which the executable ignores"));
  });

  test("an option that Node would refuse does not stop it", async (t) => {
    const rig = await rigFor(t, { processor: builtProcessor, environment: { NODE_OPTIONS: "--no-such-option" } });
    assert.equal((await rig.run("--version")).code, 0);
  });
});
