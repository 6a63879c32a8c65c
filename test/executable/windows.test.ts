import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, suite, test } from "node:test";
import { NtExecutable, NtExecutableResource, Resource } from "resedit";
import { executableOf } from "../../bin/build/executable/target.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
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

/** A wine of its own, made when there is one that may work. */
let prefix = "";
const wine = ["wine", "wine64", "/usr/lib/wine/wine64"].find((each) => spawnSync(each, ["--version"]).status === 0);

suite("processor.exe under wine", { skip: skipUnbuilt || (await reasonAgainstWine()) }, () => {
  after(() => rmSync(prefix, { recursive: true, force: true }));

  test("--version is the version and nothing else", async () => {
    assert.deepEqual(await runUnderWine([executable, "--version"]), { code: 0, stdout: "0.1.0\n" });
  });

  test("a whole run ends with 0 and its one line", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout } = await runUnderWine([executable, ...jobOf(rig)]);
    assert.equal(code, 0);
    assert.match(stdout, /^request 1: COMPLETED SUCCESS [\x20-\x7e]+\r?\n$/);
  });

  test("started by cmd /c, it hands on the exit code", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("1101", refused("人员信息不存在"));
    const { code } = await runUnderWine(["cmd", "/c", windowsPath(executable), ...jobOf(rig)]);
    assert.equal(code, 5);
  });

  test("a command line that is wrong ends with 2", async () => {
    assert.equal((await runUnderWine([executable, "no-number"])).code, 2);
  });
});

/** wine 8, which Debian 12 has, runs no Node later than 22: V8 asks for placeholders of memory that it does not know. */
async function reasonAgainstWine(): Promise<string | false> {
  if (wine === undefined) return "wine is not installed";
  prefix = mkdtempSync(join(tmpdir(), "wine-"));
  execFileSync(wine, ["winecfg", "-v", "win10"], { stdio: "ignore", env: environment() });
  const { code } = await runUnderWine([executable, "--version"]);
  if (code === 0) return false;
  rmSync(prefix, { recursive: true, force: true });
  return `this wine cannot run the executable's Node (exit ${code})`;
}

/** Standard streams must be files there, and no display is needed. */
async function runUnderWine(words: readonly string[]): Promise<{ code: unknown; stdout: string }> {
  const file = join(prefix, "stdout.txt");
  const output = openSync(file, "w");
  const child = spawn(wine ?? "wine", words, { stdio: ["ignore", output, "ignore"], env: environment() });
  const [code]: unknown[] = await once(child, "exit");
  closeSync(output);
  return { code, stdout: readFileSync(file, "utf8") };
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, WINEPREFIX: prefix, WINEDEBUG: "-all" };
}

function jobOf(rig: Rig): readonly string[] {
  return [
    "--config",
    windowsPath(join(rig.folder, "config.json")),
    String(rig.insert("1101", { psn_no: "43000000000000000001" })),
  ];
}

function windowsPath(path: string): string {
  return `Z:${path.replaceAll("/", "\\")}`;
}
