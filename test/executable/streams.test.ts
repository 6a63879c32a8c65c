import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { suite, test } from "node:test";
import { builtProcessor } from "../rig/processor.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { envelope, refused } from "../standins/insurer/answers.ts";

const { command } = builtProcessor;
const input = { psn_no: "43000000000000000001" };
const ascii = /^[\r\n\x20-\x7e]*$/;

suite("the executable and its streams", () => {
  test("--version is the version and nothing else", async (t) => {
    const rig = await rigFor(t, { processor: builtProcessor });
    const { code, stdout, stderr } = await rig.run("--version");
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "0.1.0\n", stderr: "" });
  });

  test("what it prints is ASCII, whatever the insurer says", async (t) => {
    const rig = await rigFor(t, { processor: builtProcessor });
    rig.insurer.answer("1101", refused("人员信息不存在"));
    const { code, stdout, stderr } = await rig.run(rig.insert("1101", input));
    assert.equal(code, 5);
    assert.match(stdout, ascii);
    assert.equal(stderr, "");
  });

  test("what it prints is ASCII, whatever stands in the configuration's path", async (t) => {
    const rig = await rigFor(t, { processor: builtProcessor });
    const { code, stdout } = await rig.run("--config", join(rig.folder, "没有.json"), "1");
    assert.equal(code, 2);
    assert.match(stdout, ascii);
  });

  test("it never reads its input, and does not wait for the end of it", async (t) => {
    const rig = await rigFor(t, { processor: builtProcessor });
    const child = spawn(command, jobOf(rig), { cwd: "/", stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.on("error", () => {});
    child.stdin.write("not for you\n");
    const [code] = await once(child, "exit");
    child.stdin.destroy();
    assert.equal(code, 0);
  });

  test("it ends as it should when nobody reads what it prints", async (t) => {
    const rig = await rigFor(t, { processor: builtProcessor });
    const child = spawn(command, jobOf(rig), { cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    child.stderr.destroy();
    const [code] = await once(child, "exit");
    assert.deepEqual([code, rig.request(1).status], [0, "COMPLETED"]);
  });

  test("it needs no environment", async (t) => {
    const rig = await rigFor(t, { processor: builtProcessor });
    const child = spawn(command, jobOf(rig), { cwd: "/", stdio: "ignore", env: {} });
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
  });

  test("a varchar that is no ASCII is written in the database's code page", async (t) => {
    const rig = await rigFor(t, { processor: builtProcessor });
    rig.insurer.answer("1101", envelope({ infcode: "失败", err_msg: "不成功", output: "null" }));
    const { code } = await rig.run(rig.insert("1101", input));
    assert.deepEqual([code, rig.responses(1).map(({ infcode }) => infcode)], [5, ["失败"]]);
  });
});

function jobOf(rig: Rig): readonly string[] {
  return ["--config", join(rig.folder, "config.json"), String(rig.insert("1101", input))];
}
