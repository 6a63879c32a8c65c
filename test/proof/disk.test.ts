import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { lookUp } from "../rig/inputs.ts";
import { type ProcessorCommand, processor } from "../rig/processor.ts";
import { type RigOptions, rigFor } from "../rig/rig.ts";
import { jsonReply } from "../standins/insurer/reply.ts";

/** A disk on which a file can have so many blocks of half a kilobyte: what is written beyond fails, as on a full one. */
function onFullDisk(blocks: number): ProcessorCommand {
  const { command, args } = processor;
  return { command: "/bin/sh", args: ["-c", `ulimit -f ${blocks}; exec "$@"`, "sh", command, ...args] };
}

const REPLY = `{"infcode":0,"err_msg":"","output":{"baseinfo":{"psn_name":"张三"}},"padding":"${"x".repeat(5000)}"}`;
const large = { reply: () => jsonReply(200, REPLY) };

/** The use of each folder that is told, and why. */
function warnings(stderr: string): readonly string[] {
  return stderr
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^the (\w+) folder \S+ cannot be written \((\w+)\): .*$/, "$1 $2"));
}

async function runRefused(t: Parameters<typeof rigFor>[0], options: RigOptions, block?: string) {
  const rig = await rigFor(t, options);
  if (block !== undefined) writeFileSync(join(rig.folder, block), "");
  rig.insurer.answer("1101", large);
  rig.sql.faults.raise("sp_medical_insurance_finish", 51_001);
  const exit = await rig.run(rig.insert("1101", lookUp));
  return { rig, exit };
}

suite("a disk that takes nothing", { concurrency: 2 }, () => {
  test("a full disk for the log does not stop a run", async (t) => {
    const rig = await rigFor(t, { processor: onFullDisk(0) });
    const exit = await rig.run(rig.insert("1101", lookUp));
    assert.deepEqual([exit.code, rig.request(1).status], [0, "COMPLETED"]);
    assert.deepEqual(warnings(exit.stderr), ["log EFBIG", "spool EFBIG"]);
  });

  test("a folder for the log that cannot be made does not stop a run", async (t) => {
    const rig = await rigFor(t, { configuration: { logging: { file: "blocked/processor.log" } } });
    writeFileSync(join(rig.folder, "blocked"), "");
    const exit = await rig.run(rig.insert("1101", lookUp));
    assert.deepEqual([exit.code, rig.request(1).status], [0, "COMPLETED"]);
    assert.deepEqual(warnings(exit.stderr), ["log EEXIST", "spool ENOTDIR"]);
  });

  test("a spool that cannot be made is told loudly, and no reply stands on stderr unasked", async (t) => {
    const { exit } = await runRefused(t, { configuration: { logging: { file: "blocked/processor.log" } } }, "blocked");
    assert.equal(exit.code, 8);
    assert.deepEqual(warnings(exit.stderr), ["log EEXIST", "spool ENOTDIR"]);
    assert.match(exit.stdout, /THE SPOOL DID NOT TAKE IT EITHER/);
  });

  test("a full disk for the spool is told loudly", async (t) => {
    const { rig, exit } = await runRefused(t, { processor: onFullDisk(0) });
    assert.equal(exit.code, 8);
    assert.deepEqual(warnings(exit.stderr), ["log EFBIG", "spool EFBIG"]);
    assert.match(exit.stdout, /THE SPOOL DID NOT TAKE IT EITHER/);
    assert.deepEqual(readdirSync(join(rig.folder, "logs/spool")), [], "no half file is left");
  });

  test("a disk that takes half a reply is no spool", async (t) => {
    const { rig, exit } = await runRefused(t, { processor: onFullDisk(2) });
    assert.deepEqual([exit.code, exit.stderr], [8, ""]);
    assert.match(exit.stdout, /THE SPOOL DID NOT TAKE IT EITHER/);
    assert.deepEqual(readdirSync(join(rig.folder, "logs/spool")), [], "no half file is left");
  });

  test("as the last resort, and when configured, the reply goes to stderr", async (t) => {
    const options = { configuration: { spool: { stderr_as_last_resort: true } }, processor: onFullDisk(2) };
    const { exit } = await runRefused(t, options);
    assert.equal(exit.code, 8);
    assert.equal(JSON.parse(exit.stderr).responseData, REPLY);
  });

  test("with a spool that works, nothing goes to stderr even when configured", async (t) => {
    const { exit } = await runRefused(t, { configuration: { spool: { stderr_as_last_resort: true } } });
    assert.deepEqual([exit.code, exit.stderr], [8, ""]);
    assert.match(exit.stdout, /kept in the spool as \d+-\d+-[\w-]+\.json/);
  });
});
