import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { suite, test } from "node:test";
import { NtExecutable, NtExecutableResource, Resource } from "resedit";
import { nodeBase } from "../../bin/build/executable/node-base.ts";
import { executableOf } from "../../bin/build/executable/target.ts";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type ProcessorCommand, startProcess } from "../rig/processor.ts";
import { rigFor } from "../rig/rig.ts";
import { windowsPath } from "../rig/system.ts";
import { readLog, readLogText, readSpool } from "../rig/traces.ts";
import { findWine } from "../rig/wine.ts";
import { refused } from "../standins/insurer/answers.ts";

const executable = executableOf("win-x64");
const skipUnbuilt = existsSync(executable) ? false : "dist/processor.exe is not built: npm run build:all";

suite("processor.exe", { skip: skipUnbuilt }, () => {
  test("its properties name the program and its version", () => {
    const resources = NtExecutableResource.from(NtExecutable.from(readFileSync(executable)));
    const [information] = Resource.VersionInfo.fromEntries(resources.entries);
    const strings = information?.getStringValues({ lang: 1033, codepage: 1200 });
    assert.deepEqual(
      [strings?.ProductName, strings?.ProductVersion, strings?.OriginalFilename, strings?.CompanyName],
      ["medical-insurance-processor", "0.1.0", "processor.exe", undefined],
    );
  });

  test("its SHA-256 is in a file next to it", () => {
    const sum = createHash("sha256").update(readFileSync(executable)).digest("hex");
    assert.equal(readFileSync(`${executable}.sha256`, "utf8"), `${sum}  ${basename(executable)}\n`);
  });
});

type Start = (program: string, ...args: readonly string[]) => ProcessorCommand;

/** How this machine starts a Windows program; a text that says why it cannot. */
function findStart(): Start | string {
  if (process.platform === "win32") return (command, ...args) => ({ command, args });
  const wine = findWine(executable);
  return typeof wine === "string" ? wine : wine.command;
}

const found = skipUnbuilt || findStart();
const start: Start = typeof found === "function" ? found : (command) => ({ command, args: [] });
const processor = start(executable);
const throughCmd = start("cmd", "/c", windowsPath(executable));

suite("processor.exe on Windows or under wine", { skip: typeof found !== "function" && found }, () => {
  test("--version is the version and nothing else", async () => {
    const { code, stdout } = await startProcess(processor, ["--version"], { cwd: "/", environment: {} }).ended;
    assert.deepEqual([code, stdout], [0, "0.1.0\n"]);
  });

  test("a whole run ends with 0 and its one line; Notepad shows its lines of the log", async (t) => {
    const rig = await rigFor(t, { processor });
    const { code, stdout } = await rig.run(rig.insert("1101", lookUp));
    assert.equal(code, 0);
    assert.match(stdout, /^request 1: COMPLETED SUCCESS [\x20-\x7e]+\n$/);
    const text = readLogText(rig.folder);
    assert.match(text, /^\{.*"message":"claimed".*\}\r\n/);
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.equal(readLog(rig.folder).at(-1)?.message, "exit");
  });

  test("started by cmd /c, it hands on the exit code", async (t) => {
    const rig = await rigFor(t, { processor: throughCmd });
    rig.insurer.answer("1101", refused("人员信息不存在"));
    assert.equal((await rig.run(rig.insert("1101", lookUp))).code, 5);
  });

  test("its line goes through a pipe of Windows, as xp_cmdshell reads it", async (t) => {
    const rig = await rigFor(t, { processor: throughCmd });
    const { stdout } = await rig.run(rig.insert("1101", lookUp), "|", "findstr", "COMPLETED");
    assert.match(stdout, /^request 1: COMPLETED SUCCESS [\x20-\x7e]+\r?\n$/);
  });

  test("a command line that is wrong ends with 2", async (t) => {
    const rig = await rigFor(t, { processor });
    assert.equal((await rig.run("no-number")).code, 2);
  });

  test("drain processes the queue", async (t) => {
    const rig = await rigFor(t, { processor });
    for (const number of [1, 2]) rig.insert("2207", settlement(number), "queue");
    const { code, stdout } = await rig.run("drain");
    assert.deepEqual([code, stdout], [0, "drained: 2 finished (2 SUCCESS), 0 not stored\n"]);
  });

  test("a call in mode async returns while the insurer is silent, and the run ends after it", async (t) => {
    const rig = await rigFor(t, { processor });
    const hold = rig.insurer.hold("request-read", "1101");
    const id = await rig.callHis("1101", lookUp, "async");
    await hold.reached;
    assert.equal(rig.request(id).status, "PROCESSING");
    hold.release();
    await rig.waitUntilFinal(id);
    assert.equal(rig.request(id).status, "COMPLETED");
  });

  test("a reply that the database refuses is in the spool, and is delivered from there", async (t) => {
    const rig = await rigFor(t, { processor });
    rig.sql.faults.raise("sp_medical_insurance_finish", 51001, 1);
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 8);
    assert.equal(readSpool(rig.folder).length, 1);
    assert.equal((await rig.run("spool", "deliver")).code, 0);
    assert.deepEqual([rig.request(id).status, readSpool(rig.folder)], ["COMPLETED", []]);
  });

  test("a log past its age that another program holds stops neither the day's log nor the removal of others", async (t) => {
    const rig = await rigFor(t, { processor: start(nodeBase("win-x64"), "-e", HOLDER, windowsPath(executable)) });
    const logs = join(rig.folder, "logs");
    mkdirSync(logs);
    const [held, free] = ["processor-2020-01-01.log", "processor-2020-01-02.log"].map((name) => join(logs, name));
    for (const old of [held, free]) {
      writeFileSync(String(old), "");
      utimesSync(String(old), new Date(2020, 0, 1), new Date(2020, 0, 1));
    }
    const { code } = await rig.run(rig.insert("1101", lookUp), String(held));
    assert.equal(code, 0);
    const [first, today, ...others] = readdirSync(logs).filter((name) => name.endsWith(".log"));
    assert.deepEqual([first, others], ["processor-2020-01-01.log", []]);
    assert.match(readFileSync(join(logs, String(today)), "utf8"), /"message":"exit"/);
  });

  test("a configuration in UTF-16 with Windows line ends, in a folder with a Chinese name, is read", async (t) => {
    const rig = await rigFor(t);
    const folder = join(rig.folder, "医保 接口");
    mkdirSync(folder);
    const file = join(folder, "config.json");
    const text = JSON.stringify(JSON.parse(readFileSync(join(rig.folder, "config.json"), "utf8")), null, 2);
    writeFileSync(file, Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`, "utf16le"));
    const words = ["--config", windowsPath(file), String(rig.insert("1101", lookUp))];
    const { code, stdout } = await startProcess(throughCmd, words, { cwd: "/", environment: {} }).ended;
    assert.equal(code, 0, stdout);
    assert.ok(existsSync(join(folder, "logs")));
  });

  test("an example is written with Windows line ends, and validate accepts it", async (t) => {
    const rig = await rigFor(t, { processor });
    const file = join(rig.folder, "example.json");
    assert.equal((await rig.run("schema", "example", "1101", "--out", file)).code, 0);
    assert.match(readFileSync(file, "utf8"), /^\{\r\n/);
    assert.equal((await rig.run("validate", "1101", file)).code, 0);
  });
});

/** The Windows Node runs this: it opens the last word as a file that no other program may open or delete, and runs the words before it. */
const HOLDER = `
const { openSync, constants } = require("node:fs");
const [program, ...words] = process.argv.slice(1);
const EXCLUSIVE = 0x10000000; // UV_FS_O_EXLOCK of libuv
openSync(words.pop(), constants.O_RDONLY | EXCLUSIVE);
process.exit(require("node:child_process").spawnSync(program, words, { stdio: "inherit" }).status);`;
