import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type Assets, programAssets } from "./assets.ts";
import { writeChecksum } from "./checksum.ts";
import { writeExecutable } from "./executable.ts";
import { PROGRAM_FOLDER } from "./launch.ts";
import { nodeBase } from "./node-base.ts";
import { executableOf, TARGETS, type Target, targetOfThisMachine, workFolder } from "./target.ts";
import { writeWithVersionInformation } from "./version-information.ts";
import { warmUp } from "./warm-up.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** pkg starts this once for each executable: what pkg has put into it gives way to a program that starts faster. */
async function replacePayload(target: Target, executable: string): Promise<void> {
  const base = preparedBase(target);
  const code = join(workFolder, `code-${target}`);
  rmSync(code, { recursive: true, force: true });
  mkdirSync(code, { recursive: true });
  if (target === targetOfThisMachine()) await recordCode(base, code);
  else say(`${basename(executableOf(target))}: without code cache, which only a machine that can run it makes`);
  writeExecutable(
    base,
    join(workFolder, "main.js"),
    { ...scripts(), ...programAssets(), ...filesIn(code) },
    executable,
  );
  renameSync(executable, executableOf(target));
  writeChecksum(executableOf(target));
}

function preparedBase(target: Target): string {
  const base = nodeBase(target);
  if (target !== "win-x64") return base;
  const copy = join(workFolder, "node-with-version-information.exe");
  writeWithVersionInformation(base, copy);
  return copy;
}

async function recordCode(base: string, folder: string): Promise<void> {
  const recorder = join(workFolder, process.platform === "win32" ? "recorder.exe" : "recorder");
  writeExecutable(base, join(workFolder, "recorder.js"), { ...scripts(), ...programAssets() }, recorder);
  await warmUp(recorder, folder);
  rmSync(recorder);
}

function scripts(): Assets {
  return filesIn(join(workFolder, "program"));
}

function filesIn(folder: string): Assets {
  return Object.fromEntries(readdirSync(folder).map((name) => [PROGRAM_FOLDER + name, join(folder, name)]));
}

const output = process.env.PKG_OUTPUT ?? "";
const target = TARGETS.find((each) => basename(output) === basename(executableOf(each)));
if (target === undefined) throw new Error(`pkg made ${output}, which is no executable of this project`);
await replacePayload(target, output);
