import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Profile } from "../../../src/config/profile.ts";
import { planInstallation } from "../../../src/installation/plan.ts";
import { writeInstallationScript } from "../../../src/installation/script.ts";
import { DATABASE_SCRIPTS } from "../../../src/installation/scripts.ts";
import { writeTypedViews } from "../../../src/installation/typed-views.ts";
import { interfaceRows, readCatalogue } from "../../../src/interfaces/catalogue.ts";
import { loadDocuments } from "../../../src/interfaces/documents.ts";

export const ROOT = join(import.meta.dirname, "../../..");

/** One SQL text, and what it is from. */
export interface Text {
  readonly name: string;
  readonly sql: string;
}

/** @param path from the project's folder */
export function fileText(path: string): Text {
  return { name: path, sql: readFileSync(join(ROOT, path), "utf8") };
}

/** The objects of an installation, and what SQL Server has of its own. */
export function installedObjects(): readonly Text[] {
  return [fileText("test/sql/dotnet/outside.sql"), ...DATABASE_SCRIPTS.map((script) => fileText(`sql/${script}`))];
}

/** What `processor db script` writes. @param processorPath null: without xp_cmdshell */
export function installationScript(profile: Profile, processorPath: string | null): Text {
  const interfaces = interfaceRows(readCatalogue(profile));
  const script = writeInstallationScript(planInstallation({ processorPath, orgCode: "H12345678901", interfaces }));
  return { name: `db script, ${profile}, ${processorPath ?? "without xp_cmdshell"}`, sql: withoutMark(script) };
}

/** What `processor db views` writes for these interfaces; null: for all. */
export function typedViews(profile: Profile, codes: readonly string[] | null): Text {
  const wanted = codes ?? readCatalogue(profile).map(({ infno }) => infno);
  const interfaces = wanted.flatMap((infno) => {
    const documents = loadDocuments(infno, profile);
    return documents === undefined ? [] : [{ infno, documents }];
  });
  return { name: `db views, ${profile}`, sql: withoutMark(writeTypedViews(interfaces) ?? "") };
}

function withoutMark(script: string): string {
  return script.replace(/^\uFEFF/, "");
}
