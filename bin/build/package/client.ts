import { execFileSync } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { outputFolder, projectFolder, readProjectFile } from "../executable/target.ts";

interface ProjectManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly engines: object;
  readonly dependencies: { readonly axios: string };
}

const folder = join(outputFolder, "client");

/** Writes dist/client, the npm package of MedicalInsuranceClient. */
function writeClientPackage(): void {
  rmSync(folder, { recursive: true, force: true });
  bundleClient(join(folder, "dist/client.mjs"));
  const tsc = join(projectFolder, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", join(projectFolder, "bin/build/package/client.tsconfig.json")], {
    stdio: "inherit",
  });
  // The client looks for them in dist/, as the sources do.
  for (const name of ["interfaces", "configuration"]) {
    cpSync(join(outputFolder, name), join(folder, "dist", name), { recursive: true });
  }
  cpSync(join(projectFolder, "LICENSE"), join(folder, "LICENSE"));
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
}

function bundleClient(outfile: string): void {
  buildSync({
    absWorkingDir: projectFolder,
    entryPoints: ["src/client.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
}

/** The dependencies, the Node and the command that package.json lists are the processor's; the client needs axios only. */
function manifest(): object {
  const { name, version, license, engines, dependencies } = readProjectFile("package.json") as ProjectManifest;
  return {
    name,
    version,
    description: "Calls the interfaces of the medical-insurance bureau (医保), without a database",
    license,
    type: "module",
    engines,
    exports: { ".": { types: "./types/client.d.ts", default: "./dist/client.mjs" } },
    dependencies: { axios: dependencies.axios },
  };
}

writeClientPackage();
