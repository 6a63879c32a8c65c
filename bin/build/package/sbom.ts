import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeVersion, projectFolder, readProjectFile, type Target } from "../executable/target.ts";

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** A CycloneDX document, as far as it is changed here. */
interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

/**
 * The packages whose code is in a target's executable, and the Node in it, as CycloneDX. npm writes it from package-lock.json,
 * with the checksums there; what is only needed for building is left out, and so are the time and the number that npm makes up,
 * so that the same sources give the same document.
 * @param list a JSON file with the packages' folders, which bundle.ts writes
 */
export function sbomOf(list: string, target: Target): object {
  const folders: readonly string[] = JSON.parse(readFileSync(list, "utf8"));
  const parts = new Set([...folders.map(nameAndVersion), `node-${target}@${nodeVersion()}`]);
  const { serialNumber: _, ...complete } = readWholeSbom();
  const { timestamp: __, ...metadata } = complete.metadata;
  const { name } = readProjectFile("package.json") as { name: string };
  const root = complete.metadata.component["bom-ref"];
  const isIn = (ref: string): boolean => ref === root || parts.has(ref);
  const components = complete.components.filter((component) => isIn(component["bom-ref"]));
  const missing = [...parts].filter((part) => !components.some((component) => component["bom-ref"] === part));
  if (missing.length > 0) throw new Error(`npm sbom does not know ${missing.join(", ")}`);
  return {
    ...complete,
    metadata: { ...metadata, component: { ...metadata.component, type: "application", name } },
    components,
    dependencies: complete.dependencies
      .filter(({ ref }) => isIn(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isIn) })),
  };
}

function nameAndVersion(folder: string): string {
  const { name, version } = readProjectFile(join(folder, "package.json")) as Component;
  return `${name}@${version}`;
}

function readWholeSbom(): Sbom & { serialNumber: string; metadata: { timestamp: string } } {
  const text = execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], {
    cwd: projectFolder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === "win32",
  });
  return JSON.parse(text);
}
