import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { bundleLauncher, bundleProgram } from "./bundle.ts";
import { hashInputs, isUpToDate, recordBuild } from "./inputs.ts";
import { homeForPkg } from "./node-base.ts";
import {
  executableOf,
  nodeVersion,
  projectFolder,
  TARGETS,
  type Target,
  targetOfThisMachine,
  workFolder,
} from "./target.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** `build.ts`: the executable of this machine. `build.ts --all`: those of all targets. */
async function buildExecutables(targets: readonly Target[]): Promise<void> {
  const inputs = hashInputs();
  const outdated = targets.filter((target) => !isUpToDate(target, inputs));
  if (outdated.length > 0) {
    mkdirSync(workFolder, { recursive: true });
    await bundleProgram("bin/processor.ts", join(workFolder, "program"), join(workFolder, "packages.json"));
    await bundleLauncher("bin/build/main.ts", join(workFolder, "main.js"));
    await bundleLauncher("bin/build/recorder.ts", join(workFolder, "recorder.js"));
    const home = homeForPkg(TARGETS.filter((target) => outdated.includes(target) || target === targetOfThisMachine()));
    for (const target of outdated) {
      runPkg(target, home);
      recordBuild(target, inputs);
    }
  }
  for (const target of targets) say(descriptionOf(target));
}

/** pkg puts the executable together, and its postBuild, post-build.ts, finishes it. */
function runPkg(target: Target, home: string): void {
  const output = join(workFolder, basename(executableOf(target)));
  rmSync(output, { force: true });
  const pkg = join(projectFolder, "node_modules/@yao-pkg/pkg/lib-es5/bin.js");
  const args = [pkg, "pkg.config.json", "--targets", `node${nodeVersion()}-${target}`, "--output", output];
  execFileSync(process.execPath, args, {
    cwd: projectFolder,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, HOME: home, USERPROFILE: home },
  });
}

function descriptionOf(target: Target): string {
  const file = executableOf(target);
  return `${relative(projectFolder, file)}: ${(statSync(file).size / 1e6).toFixed(0)} MB, Node ${nodeVersion()}`;
}

const thisMachine = targetOfThisMachine();
if (process.argv.includes("--all")) await buildExecutables(TARGETS);
else if (thisMachine === null) throw new Error(`no executable is built for ${process.platform}-${process.arch}`);
else await buildExecutables([thisMachine]);
