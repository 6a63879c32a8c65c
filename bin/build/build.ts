import { mkdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { bundleLauncher, bundleProgram } from "./bundle/bundle.ts";
import { buildExecutable, writePayload } from "./executable/executable.ts";
import { recordingOf } from "./executable/recording.ts";
import {
  executableOf,
  nodeVersion,
  projectFolder,
  TARGETS,
  type Target,
  targetOfThisMachine,
  workFolder,
} from "./executable/target.ts";
import { hashInputs, isUpToDate, recordBuild } from "./inputs.ts";

/** `build.ts`: the executable of this machine. `--all`: those of all targets. `--payload`: none, only what all have in common. */
async function buildExecutables(targets: readonly Target[]): Promise<void> {
  const sources = hashInputs();
  const builds = targets.map((target) => {
    const recording = recordingOf(target);
    return { target, recording, inputs: `${sources}, ${recording.text}` };
  });
  const outdated = builds.filter(({ target, inputs }) => !isUpToDate(target, inputs));
  if (outdated.length > 0 || wantsPayload) {
    await bundleScripts();
    writePayload();
  }
  for (const { target, recording, inputs } of outdated) {
    await buildExecutable(target, recording);
    recordBuild(target, inputs);
  }
  for (const { target, recording } of builds) process.stdout.write(`${sizeOf(target)}, ${recording.text}\n`);
}

async function bundleScripts(): Promise<void> {
  mkdirSync(workFolder, { recursive: true });
  await bundleProgram("bin/processor.ts", join(workFolder, "program"), join(workFolder, "packages.json"));
  await bundleLauncher("bin/build/bundle/main.ts", join(workFolder, "main.js"));
  await bundleLauncher("bin/build/bundle/recorder.ts", join(workFolder, "recorder.js"));
  await bundleLauncher("bin/build/bundle/pkg-main.ts", join(workFolder, "pkg-main.cjs"));
}

function sizeOf(target: Target): string {
  const file = executableOf(target);
  return `${relative(projectFolder, file)}: ${(statSync(file).size / 1e6).toFixed(0)} MB, Node ${nodeVersion()}`;
}

const thisMachine = targetOfThisMachine();
const wantsPayload = process.argv.includes("--payload");
const wanted = process.argv.includes("--all") ? TARGETS : TARGETS.filter((target) => target === thisMachine);
if (wanted.length === 0) throw new Error(`no executable is built for ${process.platform}-${process.arch}`);
if (process.versions.node !== nodeVersion()) {
  throw new Error(`this is Node ${process.versions.node}; a blob must be made by Node ${nodeVersion()}: npm run build`);
}
await buildExecutables(wantsPayload ? [] : wanted);
