import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { DEFAULT_PROCESSOR_PATH } from "../../../src/cli/db.ts";
import { PROFILES, type Profile } from "../../../src/config/profile.ts";
import { planInstallation } from "../../../src/installation/plan.ts";
import { writeInstallationScript } from "../../../src/installation/script.ts";
import { REMOVAL_SCRIPTS, readScript } from "../../../src/installation/scripts.ts";
import { interfaceRows, readCatalogue } from "../../../src/interfaces/catalogue.ts";
import { workFolder } from "../executable/target.ts";
import { licensesOf } from "./licenses.ts";
import { readPages, readSchemaExamples } from "./pages.ts";
import { sbomOf } from "./sbom.ts";

const templates = join(import.meta.dirname, "deployment");
const packages = join(workFolder, "packages.json");

/** Every text of the package: its path in the folder, and its content as it is written. Needs a build. */
export function packagedTexts(): ReadonlyMap<string, string> {
  const texts = [
    ...readTemplates(),
    ...readPages(),
    ...readSchemaExamples(),
    ...databaseScripts(),
    ["LICENSES.txt", licensesOf(packages)] as const,
    ["sbom.cdx.json", `${JSON.stringify(sbomOf(packages, "win-x64"), null, 2)}\n`] as const,
  ];
  return new Map(texts.map(([path, text]) => [path, path.endsWith(".service") ? text : forWindows(path, text)]));
}

function readTemplates(): readonly (readonly [string, string])[] {
  return readdirSync(templates, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [relative(templates, file).replaceAll(sep, "/"), readFileSync(file, "utf8")];
    });
}

/** Each of the two ways to install as one script for each profile, and the scripts that remove. */
function databaseScripts(): readonly (readonly [string, string])[] {
  return [
    ...PROFILES.flatMap(installationScripts),
    ...REMOVAL_SCRIPTS.map((script) => [`sql/${script}`, readScript(script)] as const),
  ];
}

/** The scripts of other profiles than Hunan's have the same names in a folder that is named like their profile. */
function installationScripts(profile: Profile): readonly (readonly [string, string])[] {
  const folder = profile === "hunan" ? "sql" : `sql/${profile}`;
  const interfaces = interfaceRows(readCatalogue(profile));
  const install = (processorPath: string | null): string =>
    writeInstallationScript(planInstallation({ processorPath, orgCode: null, interfaces }));
  return [
    [`${folder}/medical-insurance.sql`, install(DEFAULT_PROCESSOR_PATH)],
    [`${folder}/medical-insurance-without-xp_cmdshell.sql`, install(null)],
  ];
}

/**
 * Notepad of older servers needs these line ends. Without the byte order mark it, and sqlcmd, read Chinese text in the system's
 * code page; cmd.exe would take the mark for a command.
 */
export function forWindows(path: string, text: string): string {
  const mark = /\.(?:txt|md|sql)$/.test(path) ? "\ufeff" : "";
  return mark + text.replace(/^\ufeff/, "").replaceAll(/\r?\n/g, "\r\n");
}
